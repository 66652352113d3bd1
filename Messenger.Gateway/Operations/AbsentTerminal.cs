using Messenger.Server.Engine;
using Messenger.Wire;

namespace Messenger.Gateway.Operations;

/// <summary>
/// Stands for the terminal of a login by HTTP until events are opened: it takes nothing, so that everything waits. Attached for the moment of the
/// login, so that the session begins as any other does, and detached at once.
/// </summary>
internal sealed class AbsentTerminal(string address) : ITerminal
{
    public TerminalFeatures Features => TerminalFeatures.Copies;

    public string Address => address;

    public bool TryPush(Message message, bool queued, bool own) => false;

    public bool TryPush(Change change, bool own) => false;

    public void Notify(Notice notice)
    {
    }

    public void ReadDone(uint readId, uint pushed, uint left)
    {
    }

    public bool HeldChanged(MailboxSummary undelivered) => false;

    public void Close(ErrorCode reason)
    {
    }
}
