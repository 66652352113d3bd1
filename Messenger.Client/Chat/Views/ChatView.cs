using System.Globalization;
using Messenger.Client.Chat.Model;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat.Views;

/// <summary>Draws the chat: who one is, the list of conversations, the one that is looked at, what is being typed, how it stands.</summary>
internal sealed class ChatView(ChatState state, TracePane trace, Func<Look> currentLook)
{
    private const string Prompt = "> ";

    /// <summary>What the last line says.</summary>
    public string Status { get; set; } = "";

    public void Draw(Canvas canvas)
    {
        Editor draft = state.Selected.Draft;
        ChatLayout measure = new(canvas.Columns, canvas.Rows, 1);
        draft.Columns = Math.Max(2, measure.InputColumns - Prompt.Length);
        draft.Mode = currentLook().Widths;
        EditorRows input = EditorRows.Of(draft.Text, draft.Cursor, draft.Columns, draft.Mode);
        ChatLayout layout = measure with { InputRows = Math.Min(input.Rows.Count, ChatLayout.MostInputRows(canvas.Rows)), HasTrace = trace.IsOpen };

        if (layout.HasBorders)
        {
            DrawTopLine(canvas);
            DrawBorders(canvas, layout);
            ListView.Draw(canvas.Slice(layout.TimelineTop, 1, layout.ContentRows, layout.ListColumns), state);
        }
        else
        {
            DrawNarrowTitle(canvas);
        }
        Timeline timeline = state.Selected.Timeline;
        Canvas area = canvas.Slice(layout.TimelineTop, layout.TimelineLeft, layout.TimelineRows, layout.TimelineColumns);
        foreach ((int row, TextRow text) in timeline.View.Visible(area.Columns, area.Rows).Index())
            area.Write(row, 0, text);
        DrawTrace(canvas.Slice(layout.TraceTop, layout.TimelineLeft, layout.TraceRows, layout.TimelineColumns));
        DrawBelow(canvas, layout, timeline);
        DrawInput(canvas.Slice(layout.InputTop, layout.InputLeft, layout.InputRows, layout.InputColumns), input);
    }

    private void DrawTopLine(Canvas canvas)
    {
        string who = state.Account is { } account ? $"{account} @ {state.Server}" : state.Server;
        string tls = state.Connection is { Phase: ConnectionPhase.Online, IsTls: true } ? "   TLS ✓" : "";
        string unread = state.Unread > 0 ? string.Create(CultureInfo.InvariantCulture, $"{state.Unread:N0}{More()} unread ") : "";
        CellText right = new CellText(canvas.Mode).Add(unread, Styles.Unread);
        CellText left = new CellText(canvas.Mode).Add(" Messenger", Styles.Title).Add($"   {who}{tls}").Fit(Math.Max(0, canvas.Columns - right.Width - 1));
        canvas.Write(0, 0, left.ToRow());
        canvas.Write(0, canvas.Columns - right.Width, right.ToRow());
    }

    private void DrawBorders(Canvas canvas, ChatLayout layout)
    {
        int split = layout.ListColumns + 1;
        int right = canvas.Columns - 1;
        int divider = layout.InputTop - 1;
        Line(canvas, layout.TitleRow, "┌", "┐");
        canvas.Write(layout.TitleRow, 1, new CellText(canvas.Mode).Add(" conversations ", Styles.Hint).Fit(layout.ListColumns).ToRow());
        canvas.Write(layout.TitleRow, split, Border(canvas, "┬"), Styles.Border);
        canvas.Write(layout.TitleRow, split + 1, new CellText(canvas.Mode).Add(" ").Add(Title(), Styles.Title).Add(Presence()).Add(" ").Fit(layout.TimelineColumns).ToRow());
        for (int row = layout.TimelineTop; row < layout.StatusRow; row++)
        {
            canvas.Write(row, 0, Border(canvas, "│"), Styles.Border);
            canvas.Write(row, right, Border(canvas, "│"), Styles.Border);
            if (row < divider)
                canvas.Write(row, split, Border(canvas, "│"), Styles.Border);
        }
        Line(canvas, divider, "├", "┤");
        canvas.Write(divider, split, Border(canvas, "┴"), Styles.Border);
        Line(canvas, layout.StatusRow, "└", "┘");
        canvas.Write(layout.StatusRow, 1, new CellText(canvas.Mode).Add($" {Status} ").Fit(canvas.Columns - 2).ToRow());
    }

    private void DrawNarrowTitle(Canvas canvas)
    {
        string unread = state.Unread > 0 ? $" {state.Unread}{More()}" : "";
        CellText right = new CellText(canvas.Mode).Add(unread, Styles.Unread);
        canvas.Write(0, 0, new CellText(canvas.Mode).Add(Title(), Styles.Title).Add(Presence()).Fit(canvas.Columns - right.Width).ToRow());
        canvas.Write(0, canvas.Columns - right.Width, right.ToRow());
        canvas.Write(canvas.Rows - 1, 0, new CellText(canvas.Mode).Add(Status, Styles.Hint).Fit(canvas.Columns).ToRow());
    }

    private void DrawTrace(Canvas canvas)
    {
        if (canvas.Rows == 0)
            return;
        canvas.Fill(0, 0, Border(canvas, "─"), Styles.Border);
        canvas.Write(0, 1, " frames · /trace closes ", Styles.Hint);
        foreach ((int row, TextRow text) in trace.View.Visible(canvas.Columns, canvas.Rows - 1).Index())
            canvas.Write(row + 1, 0, text);
    }

    /// <summary>Being scrolled up, what came below is counted.</summary>
    private static void DrawBelow(Canvas canvas, ChatLayout layout, Timeline timeline)
    {
        int below = timeline.Below();
        if (below == 0 && !timeline.IsCutOff)
            return;
        string text = timeline.IsCutOff ? " ↓ newer: End " : $" ↓ {below} below: End ";
        CellText label = new CellText(canvas.Mode).Add(text, Styles.Unread);
        canvas.Write(layout.InputTop - 1, Math.Max(0, canvas.Columns - label.Width - 2), label.ToRow());
    }

    private static void DrawInput(Canvas canvas, EditorRows input)
    {
        int first = input.FirstShown(canvas.Rows);
        canvas.Write(0, 0, Prompt, Styles.Hint);
        for (int row = 0; row < canvas.Rows && first + row < input.Rows.Count; row++)
            canvas.Write(row, Prompt.Length, input.Rows[first + row]);
        canvas.PlaceCursor(input.CursorRow - first, Prompt.Length + input.CursorColumn);
    }

    private static void Line(Canvas canvas, int row, string left, string right)
    {
        canvas.Fill(row, 0, Border(canvas, "─"), Styles.Border);
        canvas.Write(row, 0, Border(canvas, left), Styles.Border);
        canvas.Write(row, canvas.Columns - 1, Border(canvas, right), Styles.Border);
    }

    /// <summary>Lines are ambiguous: in a terminal that draws them wide they would not meet.</summary>
    private static string Border(Canvas canvas, string line) =>
        canvas.Mode is WidthMode.Narrow ? line : line switch { "─" => "-", "│" => "|", _ => "+" };

    private string More() => state.IsMoreUnread ? "+" : "";

    private string Title() => state.Selected == state.Home ? "Messenger" : state.Selected.Name + (state.Selected.IsDeleted ? " (deleted)" : state.Selected.IsLeft ? " (you are not in it)" : "");

    private string Presence() => state.Selected switch
    {
        { IsGroup: true } or { IsDeleted: true } or { IsOnline: null } => "",
        // Without a connection nobody knows.
        _ when !state.IsOnline => "",
        var home when home == state.Home => "",
        { IsOnline: true } => " ● online",
        { LastSeen: { } seen } => $" ○ last seen {currentLook().Ago(seen)}",
        _ => " ○ offline",
    };
}
