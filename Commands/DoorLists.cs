using System.CommandLine;
using Messenger.Tools.Doors;

namespace Messenger.Commands;

/// <summary>Options that take doors of a server, separated by commas.</summary>
internal static class DoorLists
{
    public static Option<IReadOnlyList<DoorKind>> Option(string name, string description, IReadOnlyList<DoorKind> byDefault) => new(name)
    {
        Description = $"{description}: {string.Join(',', byDefault.Select(kind => kind.Word()))}, or some of these",
        DefaultValueFactory = _ => byDefault,
        CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            List<DoorKind> doors = [];
            foreach (string word in text.Split(','))
            {
                if (!DoorKinds.TryParse(word, out DoorKind kind))
                {
                    result.AddError($"{name} takes doors separated by commas ({string.Join(", ", DoorKinds.All.Select(DoorKinds.Word))}), not \"{text}\"");
                    return byDefault;
                }
                if (!doors.Contains(kind))
                    doors.Add(kind);
            }
            return doors;
        },
    };
}
