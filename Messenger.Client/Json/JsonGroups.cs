using Messenger.Client.Session;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Client.Json;

/// <summary>The commands about groups: group-create, -show, -add, -remove, -rename, -leave, -delete, groups.</summary>
internal sealed class JsonGroups(MessengerSession session, JsonOutput output)
{
    public Task CreateAsync(JsonCommand command, CancellationToken stop) =>
        AnswerAsync(command, session.Groups.CreateAsync(command.Text("name"), command.Texts("members"), stop));

    public Task ShowAsync(JsonCommand command, CancellationToken stop) =>
        AnswerAsync(command, session.Groups.ShowAsync(command.Text("group"), stop));

    public Task AddAsync(JsonCommand command, CancellationToken stop) =>
        AnswerAsync(command, session.Groups.AddAsync(command.Text("group"), command.Texts("names"), stop));

    public Task RemoveAsync(JsonCommand command, CancellationToken stop) =>
        AnswerAsync(command, session.Groups.RemoveAsync(command.Text("group"), command.Texts("names"), stop));

    public Task RenameAsync(JsonCommand command, CancellationToken stop) =>
        AnswerAsync(command, session.Groups.RenameAsync(command.Text("group"), command.Text("name"), stop));

    public async Task LeaveAsync(JsonCommand command, CancellationToken stop)
    {
        await session.Groups.LeaveAsync(command.Text("group"), stop).ConfigureAwait(false);
        output.Write("ok", command);
    }

    public async Task DeleteAsync(JsonCommand command, CancellationToken stop)
    {
        await session.Groups.DeleteAsync(command.Text("group"), stop).ConfigureAwait(false);
        output.Write("ok", command);
    }

    public async Task ListAsync(JsonCommand command, CancellationToken stop)
    {
        GroupsAnswer page = await session.Groups.ListAsync(
            command.OptionalText("pattern") ?? "",
            command.OptionalText("after") ?? "",
            command.OptionalCount("limit", Limits.PageMax),
            stop).ConfigureAwait(false);
        output.Write("groups", command, json =>
        {
            json.WriteStartArray("groups");
            foreach (ListedGroup group in page.Groups)
            {
                json.WriteStartObject();
                json.WriteString("name", group.Name);
                json.WriteString("owner", group.Owner);
                json.WriteNumber("members", group.Members);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteString("next", page.Next.Length > 0 ? page.Next : null);
        });
    }

    private async Task AnswerAsync(JsonCommand command, Task<GroupBody> answer)
    {
        GroupBody group = await answer.ConfigureAwait(false);
        output.Write("group", command, json =>
        {
            json.WriteString("name", group.Name);
            json.WriteString("owner", group.Owner);
            JsonOutput.WriteTexts(json, "members", group.Members);
            json.WriteString("createdAt", JsonOutput.Time(group.CreatedAt));
        });
    }
}
