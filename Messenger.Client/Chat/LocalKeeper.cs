using Messenger.Client.Chat.Keeping;
using Messenger.Client.Chat.Model;
using Messenger.Client.Line;
using Messenger.Client.Session;

namespace Messenger.Client.Chat;

/// <summary>
/// Keeps on disk what only this machine knows of an account: drafts, mutes, what was selected, what was read and perhaps not told. Written at most
/// once a second, off the loop. Used on the loop's thread.
/// </summary>
/// <param name="session">For the server, its store and the account.</param>
/// <param name="state">What is on the screen.</param>
/// <param name="work">Reads and writes.</param>
/// <param name="notes">Says what cannot be kept.</param>
/// <param name="marker">Tells the server what was read.</param>
/// <param name="directory">Where the files are; null: nothing is kept.</param>
/// <param name="time">The clock.</param>
internal sealed class LocalKeeper(
    MessengerSession session, ChatState state, Work work, Notes notes, ReadMarker marker, string? directory, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(2);

    private readonly HashSet<Conversation> _touched = [];
    private LocalStateFile? _file;
    private LocalState _kept = LocalState.Empty;
    private bool _isWaiting;
    private bool _hasFailed;

    /// <summary>Reads what an earlier run kept of an account. Reads a disk: not on the loop's thread.</summary>
    /// <returns>Null when nothing is kept.</returns>
    public LocalStateFile? Load(string account) => directory is null ? null : LocalStateFile.Load(directory, state.Server, account);

    /// <summary>A login has begun: what an earlier run kept comes back.</summary>
    /// <param name="file">What <see cref="Load"/> gave.</param>
    /// <returns>The conversation that was on the screen; null when none was.</returns>
    public string? Begin(LocalStateFile? file)
    {
        if (file is null)
            return null;
        _file = file;
        _kept = file.Loaded.At(session.Store);
        if (file.Notice is { } notice)
            notes.Trouble(state.Home, notice);
        foreach (KeptConversation kept in _kept.Conversations)
            Take(state.Get(kept.Name), kept);
        // One that was closed comes back as it was.
        state.Begun = begun => Take(begun, _kept.Of(begun.Name));
        return _kept.Selected;
    }

    /// <summary>Something of a conversation may have changed that is kept.</summary>
    public void Touch(Conversation conversation)
    {
        if (_file is null || conversation == state.Home)
            return;
        _touched.Add(conversation);
        Save();
    }

    /// <summary>Another conversation is on the screen.</summary>
    public void Selected() => Save();

    /// <summary>The server says how far it knows that was read.</summary>
    public void Told(Conversation conversation, ulong readUpTo)
    {
        ulong here = _kept.Of(conversation.Name).ReadUpTo;
        _kept = _kept.WithTold(conversation.Name, readUpTo);
        if (here <= readUpTo)
            return;
        // Read here before, and the server was not told.
        conversation.ReadUpTo = Math.Max(conversation.ReadUpTo, here);
        marker.Shown(conversation.Name, here);
    }

    public void Renamed(string from, string to) => _kept = _kept.Renamed(from, to);

    /// <summary>A conversation is taken out of the list.</summary>
    public void Close(Conversation conversation)
    {
        Touch(conversation);
        Collect();
    }

    /// <summary>The login is over, or the program: what waits is written.</summary>
    public void End()
    {
        state.Begun = null;
        if (_file is not { } file)
            return;
        Collect();
        _ = file.SaveAsync(_kept);
        // The loop may wait for it here: nothing is drawn any more, or a form is about to be.
        file.Flush(FlushLimit);
        _file = null;
        _kept = LocalState.Empty;
        _touched.Clear();
    }

    private static void Take(Conversation conversation, KeptConversation kept)
    {
        conversation.IsMuted = kept.IsMuted;
        if (kept.Draft is { } draft && conversation.Draft.Text.Length == 0)
            conversation.Draft.Set(draft);
    }

    private void Save()
    {
        if (_isWaiting || _file is null)
            return;
        _isWaiting = true;
        work.Start(stop => Task.Delay(Pause, time, stop), Write, _ => { });
    }

    private void Write()
    {
        _isWaiting = false;
        if (_file is not { } file)
            return;
        Collect();
        work.Start(
            _ => file.SaveAsync(_kept),
            problem =>
            {
                if (problem is not null && !_hasFailed)
                    notes.Trouble(state.Selected, problem);
                _hasFailed = problem is not null;
            },
            _ => { });
    }

    private void Collect()
    {
        foreach (Conversation conversation in _touched)
        {
            _kept = _kept.WithDraft(conversation.Name, conversation.Draft.Text).WithMuted(conversation.Name, conversation.IsMuted);
            if (conversation.ReadUpTo > 0)
                _kept = _kept.WithRead(conversation.Name, conversation.ReadUpTo);
        }
        _touched.Clear();
        _kept = _kept with { Selected = state.Selected == state.Home ? null : state.Selected.Name };
    }
}
