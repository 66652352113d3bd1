using Messenger.Client.Session;

namespace Messenger.Client.Line;

/// <summary>Finds names that begin so, for completion: as far as known here, and on the first page of the server.</summary>
internal sealed class NameLookup(MessengerSession session, NameBook names)
{
    private const int NamesAsked = 50;

    public async Task<IReadOnlyList<string>> AccountsAsync(string start, CancellationToken stop)
    {
        if (start.Length == 0 || Wire.Fields.Names.IsValid(start))
            await LearnAsync(async () => (await session.ListAsync(start + "*", "", NamesAsked, stop).ConfigureAwait(false)).Accounts.Select(account => account.Name)).ConfigureAwait(false);
        return [.. names.StartingWith(start).Where(name => !name.StartsWith('#'))];
    }

    /// <param name="start">With or without <c>#</c>.</param>
    /// <param name="stop">Gives up.</param>
    /// <returns>Names with <c>#</c>.</returns>
    public async Task<IReadOnlyList<string>> GroupsAsync(string start, CancellationToken stop)
    {
        string plain = start.TrimStart('#');
        if (plain.Length == 0 || Wire.Fields.Names.IsValid(plain))
            await LearnAsync(async () => (await session.Groups.ListAsync(plain + "*", "", NamesAsked, stop).ConfigureAwait(false)).Groups.Select(group => group.Name)).ConfigureAwait(false);
        return names.StartingWith("#" + plain);
    }

    public async Task<IReadOnlyList<string>> TargetsAsync(string start, CancellationToken stop)
    {
        if (start.StartsWith('#'))
            return await GroupsAsync(start, stop).ConfigureAwait(false);
        IReadOnlyList<string> accounts = await AccountsAsync(start, stop).ConfigureAwait(false);
        return start.Length > 0 ? accounts : [.. await GroupsAsync("", stop).ConfigureAwait(false), .. accounts];
    }

    private async Task LearnAsync(Func<Task<IEnumerable<string>>> ask)
    {
        if (session.Account is null || !session.IsConnected)
            return;
        try
        {
            foreach (string name in await ask().ConfigureAwait(false))
                names.Add(name);
        }
        catch (RefusedException)
        {
            // What is known here must do.
        }
    }
}
