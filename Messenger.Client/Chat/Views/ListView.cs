using System.Globalization;
using Messenger.Client.Chat.Model;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Views;

/// <summary>The list of conversations: who is online, what is unread, which one is looked at. The last row has room for a count of what is farther down.</summary>
internal static class ListView
{
    public static void Draw(Canvas canvas, ChatState state)
    {
        IReadOnlyList<Conversation> conversations = state.Conversations;
        int selected = state.Selected == state.Home ? 0 : conversations.Index().First(item => item.Item == state.Selected).Index + 1;
        int first = Math.Clamp(selected - canvas.Rows + 1, 0, Math.Max(0, conversations.Count + 1 - canvas.Rows));
        for (int row = 0; row < canvas.Rows && first + row <= conversations.Count; row++)
        {
            int index = first + row;
            DrawOne(canvas.Slice(row, 0, 1, canvas.Columns), index == 0 ? state.Home : conversations[index - 1], index == selected, state.IsOnline);
        }
    }

    private static void DrawOne(Canvas row, Conversation conversation, bool isSelected, bool isConnected)
    {
        Style style = isSelected ? Styles.Selected : conversation.Unread > 0 && !conversation.IsMuted ? Styles.Unread : Style.Plain;
        if (isSelected)
            row.Clear(style);
        (string marker, string name) = conversation.Name.Length == 0 ? ("≡", "Messenger") : (isConnected ? Marker(conversation) : " ", conversation.Name);
        string failed = conversation.Failures > 0 ? " ✗" : "";
        string count = conversation.Unread > 0 ? string.Create(CultureInfo.InvariantCulture, $"{failed} {conversation.Unread}{(conversation.IsMoreUnread ? "+" : "")} ") : failed.Length > 0 ? $"{failed} " : "";
        CellText right = new CellText(row.Mode).Add(count, style);
        Style markerStyle = conversation.IsOnline is true && !isSelected ? Styles.Online : style;
        CellText left = new CellText(row.Mode).Add(" ", style).Add(marker, markerStyle).PadTo(3, style).Add(name, style);
        if (conversation.IsMuted)
            left.Add(" (muted)", isSelected ? style : Styles.Hint);
        row.Write(0, 0, left.Fit(Math.Max(0, row.Columns - right.Width)).ToRow());
        row.Write(0, row.Columns - right.Width, right.ToRow());
    }

    private static string Marker(Conversation conversation) => conversation switch
    {
        { IsGroup: true } or { IsOnline: null } => " ",
        { IsOnline: true } => "●",
        _ => "○",
    };
}
