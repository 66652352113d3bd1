using System.Globalization;
using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Json;

/// <summary>The commands about other people and about where one is logged in: list, block, unblock, blocks, sessions, session-end, settings.</summary>
internal sealed class JsonPeople(MessengerSession session, JsonOutput output)
{
    private const string SessionIdFormat = "x16";
    private const int SessionIdLength = 16;

    public async Task ListAsync(JsonCommand command, CancellationToken stop)
    {
        string pattern = command.OptionalText("pattern") ?? "";
        string after = command.OptionalText("after") ?? "";
        ListAnswer page = await session.ListAsync(pattern, after, command.OptionalCount("limit", Limits.PageMax), stop).ConfigureAwait(false);
        output.Write("accounts", command, json =>
        {
            json.WriteStartArray("accounts");
            foreach (ListedAccount account in page.Accounts)
            {
                json.WriteStartObject();
                json.WriteString("name", account.Name);
                json.WriteBoolean("online", account.Online);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("next", page.Next.Length > 0 ? page.Next : null);
        });
    }

    public async Task BlockAsync(JsonCommand command, CancellationToken stop)
    {
        await session.People.BlockAsync(command.Text("name"), stop).ConfigureAwait(false);
        output.Write("ok", command);
    }

    public async Task UnblockAsync(JsonCommand command, CancellationToken stop)
    {
        await session.People.UnblockAsync(command.Text("name"), stop).ConfigureAwait(false);
        output.Write("ok", command);
    }

    public async Task BlocksAsync(JsonCommand command, CancellationToken stop)
    {
        IReadOnlyList<BlockedAccount> blocked = await session.People.BlocksAsync(stop).ConfigureAwait(false);
        output.Write("blocks", command, json =>
        {
            JsonOutput.WriteTexts(json, "names", blocked.Select(account => account.Name));
            // A new account of such a name is not blocked.
            if (blocked.Any(account => account.Deleted))
                JsonOutput.WriteTexts(json, "deleted", blocked.Where(account => account.Deleted).Select(account => account.Name));
        });
    }

    public async Task SessionsAsync(JsonCommand command, CancellationToken stop)
    {
        IReadOnlyList<ListedSession> sessions = await session.People.SessionsAsync(stop).ConfigureAwait(false);
        output.Write("sessions", command, json =>
        {
            json.WriteStartArray("sessions");
            foreach (ListedSession listed in sessions)
            {
                json.WriteStartObject();
                json.WriteString("id", listed.Id.ToString(SessionIdFormat, CultureInfo.InvariantCulture));
                json.WriteString("address", listed.Address);
                json.WriteString("lastActive", JsonOutput.Time(listed.LastActive));
                json.WriteBoolean("this", listed.IsThis);
                json.WriteBoolean("connected", listed.Attached);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        });
    }

    public async Task EndSessionAsync(JsonCommand command, CancellationToken stop)
    {
        string text = command.Text("id");
        if (text.Length != SessionIdLength || !ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong id))
            throw new BadCommandException("id takes what sessions gave: 16 hex digits");
        await session.People.EndSessionAsync(id, stop).ConfigureAwait(false);
        output.Write("ok", command);
    }

    public async Task SettingsAsync(JsonCommand command, CancellationToken stop)
    {
        bool? readMarks = command.OptionalFlag("readMarks");
        AccountSettings settings = await session.People.SettingsAsync(
            readMarks is null ? AccountSettings.None : AccountSettings.ReadMarks,
            readMarks is true ? AccountSettings.ReadMarks : AccountSettings.None,
            stop).ConfigureAwait(false);
        output.Write("ok", command, json => json.WriteBoolean("readMarks", settings.HasFlag(AccountSettings.ReadMarks)));
    }
}
