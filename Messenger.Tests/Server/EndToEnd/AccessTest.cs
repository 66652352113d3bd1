using Messenger.Tests.Support;
using static Messenger.Tests.Server.EndToEnd.AccessMatrix;

namespace Messenger.Tests.Server.EndToEnd;

/// <summary>Tests with those whom the access matrix speaks of.</summary>
internal abstract class AccessTest : ServerTest
{
    /// <summary>The owner has a group, has written in it, then removes one and blocks another, each of whom had written before.</summary>
    protected async Task<Cast> CastAsync(ServerFixture server, string who)
    {
        string[] names = ["owner", "member", "removed", "blocked", "stranger", "friend"];
        Dictionary<string, RawClient> clients = [];
        foreach (string name in names)
            clients[name] = await RegisterAsync(server, name);
        RawClient owner = clients["owner"];
        await owner.CreateGroupAsync("#lunch", "member", "removed", "blocked");
        Guid message = Guid.NewGuid();
        ulong number = (await owner.SendAsync("#lunch", "hello", message)).Number;
        RawClient? actor = clients.GetValueOrDefault(who);
        Guid toOwner = Guid.NewGuid();
        Guid inGroup = Guid.NewGuid();
        if (actor is not null && actor != owner)
            await actor.SendAsync("owner", "mine", toOwner);
        if (actor is not null && who is not "stranger")
            await actor.SendAsync("#lunch", "mine", inGroup);
        await owner.RemoveAsync("#lunch", "removed");
        await RawClient.DoneAsync(owner.AskBlock("blocked"));
        ulong session = (await owner.SessionsAsync()).Sessions.Single().Id;
        return new Cast(owner, actor, message, number, toOwner, inGroup, session, OtherSession: 0);
    }

    /// <summary>As <see cref="CastAsync(ServerFixture, string)"/>, with a second terminal where the row wants one: it would get what others do not.</summary>
    protected async Task<Cast> CastAsync(ServerFixture server, string who, Row row)
    {
        Cast cast = await CastAsync(server, who);
        if (row.What != OwnOther || cast.Actor is null)
            return cast;
        await LoginAsync(server, who);
        return cast with { OtherSession = (await cast.Actor.SessionsAsync()).Sessions.Single(session => !session.IsThis).Id };
    }
}
