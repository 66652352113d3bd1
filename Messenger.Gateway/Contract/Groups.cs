namespace Messenger.Gateway.Contract;

// Requests and answers about groups (docs/rest.md). Names of groups are taken with or without their #, and always come with it.

internal sealed record NewGroup(string Name, IReadOnlyList<string> Members);

internal sealed record GroupName(string Group);

internal sealed record GroupMembers(string Group, IReadOnlyList<string> Names);

internal sealed record GroupRename(string Group, string Name);

internal sealed record ShownGroup(string Name, string Owner, IReadOnlyList<string> Members, DateTimeOffset CreatedAt);

internal sealed record ListGroups(string Pattern = "", string After = "", int Limit = 0);

internal sealed record GroupPage(IReadOnlyList<ListedGroup> Groups, string? Next);

/// <param name="Name">With its <c>#</c>.</param>
/// <param name="Owner">Who may change it.</param>
/// <param name="Members">How many.</param>
internal sealed record ListedGroup(string Name, string Owner, int Members);
