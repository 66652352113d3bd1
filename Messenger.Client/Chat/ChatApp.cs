using Messenger.Client.Chat.Model;
using Messenger.Client.Chat.Overlays;
using Messenger.Client.Chat.Views;
using Messenger.Client.Session;
using Messenger.Client.Terminal;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat;

/// <summary>Keys and pictures of the chat. Used on the loop's thread.</summary>
internal sealed class ChatApp(
    MessengerSession session, ChatState state, Desk desk, Work work, ChatCommands commands, OverlayStack overlays, Alerts alerts, TracePane trace, LocalKeeper keeper, ScreenLoop loop, Func<Look> look) : IScreenApp
{
    private const int WheelRows = 3;

    /// <summary>A longer message, as a paste may be, is asked about before it is sent.</summary>
    private const int LinesUnasked = 5;

    private readonly ChatView _view = new(state, trace, look);
    private string? _hint;

    /// <summary>Opens what a key asks for that is laid over the conversation.</summary>
    public required Action<ChatAction> OpenOverlay { get; init; }

    public required Action Quit { get; init; }

    /// <summary>What the last line says before there is a connection.</summary>
    public static string Connecting(string server) => $"connecting to {server} …";

    /// <summary>Said in the last line until the next key.</summary>
    public void Hint(string text) => _hint = text;

    public void OnKey(Key key)
    {
        alerts.KeyPressed();
        _hint = null;
        if (overlays.Top is { } top)
        {
            if (key == Key.Control('c'))
                CloseOrQuit(top);
            else
                top.OnKey(key);
            return;
        }
        if (ChatKeys.Find(key) is { } action)
            Act(action);
        else
            Edit(key);
        keeper.Touch(state.Selected);
    }

    public void Draw(Canvas canvas)
    {
        _view.Status = Status();
        _view.Draw(canvas);
        overlays.Draw(canvas);
        alerts.ShowTitle();
    }

    public void Drawn()
    {
        // What lies below something is not seen.
        if (overlays.Top is null && desk.Saw())
            loop.TryPost(() => { });
    }

    private void CloseOrQuit(IOverlay top)
    {
        top.OnKey(new Key(KeyKind.Escape));
        // The first menu does not close.
        if (top.IsOpen)
            Quit();
    }

    private void Act(ChatAction action)
    {
        ScrollView view = state.Selected.Timeline.View;
        switch (action)
        {
            case ChatAction.Send: Enter(); break;
            case ChatAction.Complete: Complete(); break;
            case ChatAction.NextUnread when !desk.NextUnread(): Hint("nothing else is unread"); break;
            case ChatAction.NextUnread: break;
            case ChatAction.Previous: desk.Step(-1); break;
            case ChatAction.Next: desk.Step(1); break;
            case ChatAction.PageUp: desk.WantOlder(); view.ScrollPage(1); break;
            case ChatAction.PageDown: ScrollDown(() => view.ScrollPage(-1)); break;
            case ChatAction.WheelUp: desk.WantOlder(); view.Scroll(WheelRows); break;
            case ChatAction.WheelDown: ScrollDown(() => view.Scroll(-WheelRows)); break;
            case ChatAction.ToStart: desk.WantOlder(); view.ScrollTo(state.Selected.Timeline.First); break;
            case ChatAction.ToEnd or ChatAction.Back: desk.ToEnd(); break;
            case ChatAction.Leave: Leave(); break;
            default: OpenOverlay(action); break;
        }
    }

    /// <summary>Farther down than the end of what is here leads to the newest.</summary>
    private void ScrollDown(Action scroll)
    {
        bool wasAtEnd = state.Selected.Timeline.View.IsAtEnd;
        scroll();
        if (wasAtEnd)
            desk.ToEnd();
    }

    private void Edit(Key key)
    {
        Conversation open = state.Selected;
        bool isEmpty = open.Draft.Text.Length == 0;
        if (isEmpty && key == new Key(KeyKind.End))
        {
            desk.ToEnd();
            return;
        }
        if (isEmpty && key == Key.Control('d'))
        {
            Quit();
            return;
        }
        EditOutcome outcome = open.Draft.Apply(key);
        if (outcome is EditOutcome.Full)
            Hint("a message has at most 16 KiB; this was not taken");
    }

    private void Enter()
    {
        session.ReconnectNow();
        Conversation open = state.Selected;
        string text = open.Draft.Text;
        if (string.IsNullOrWhiteSpace(text))
            return;
        if (text.StartsWith('/') && !text.StartsWith("//", StringComparison.Ordinal))
        {
            // A wrong one stays, to be mended. The line is free before a command may put something into it.
            if (commands.Run(text.TrimEnd(), () => open.Draft.Take(remember: true)) is { } wrong)
                Hint(wrong);
            return;
        }
        int lines = LinesOf(text);
        if (lines > LinesUnasked)
        {
            overlays.Open(new Question(
                "Send so many lines?",
                [$"This is one message of {lines} lines{(open == state.Home ? "" : $" to {open.Name}")}."],
                [new Answer("Send", 's', () => Send(open)), new Answer("Back to it", 'b', () => { })],
                preset: 1));
            return;
        }
        Send(open);
    }

    private void Send(Conversation open)
    {
        string text = open.Draft.Text;
        if (desk.Send(open, text.StartsWith("//", StringComparison.Ordinal) ? text[1..] : text) is { } refused)
        {
            Hint(refused);
            return;
        }
        open.Draft.Take(remember: true);
    }

    private void Complete()
    {
        Editor draft = state.Selected.Draft;
        string before = draft.Text[..draft.Cursor];
        work.Start(
            stop => commands.CompleteAsync(before, stop),
            found =>
            {
                IReadOnlyList<string> candidates = draft.Complete(before, found);
                if (candidates.Count > 0)
                    Hint(string.Join("  ", candidates));
            },
            failure => Hint(failure.Reason));
    }

    private void Leave()
    {
        Editor draft = state.Selected.Draft;
        if (draft.Text.Length == 0)
        {
            Quit();
            return;
        }
        // It can be had back with the key for what was sent before.
        draft.Take(remember: true);
        Hint("dropped; ↑ brings it back, Ctrl-C again leaves");
    }

    private string Status()
    {
        if (_hint is { } hint)
            return hint;
        return state.Connection.Phase switch
        {
            ConnectionPhase.Connecting => Connecting(state.Server),
            ConnectionPhase.Online when state.Account is null => "connected · not logged in",
            ConnectionPhase.Online => "connected · F1 help · F2 menu · Tab completes · PgUp older · Ctrl-N unread",
            ConnectionPhase.Ended => $"disconnected: {state.Connection.Reason}",
            _ when session.RetryIn is { } wait && wait > TimeSpan.Zero =>
                $"offline, retry in {Math.Ceiling(wait.TotalSeconds):0} s (Enter: now) · {state.Connection.Reason}",
            _ => $"offline, connecting … · {state.Connection.Reason}",
        };
    }

    private static int LinesOf(string text) => text.AsSpan().Count('\n') + 1;
}
