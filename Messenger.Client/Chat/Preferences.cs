using Messenger.Client.Chat.Keeping;
using Messenger.Client.Chat.Model;
using Messenger.Client.Chat.Views;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat;

/// <summary>How a person wants the screen, and what follows when that changes. Used on the loop's thread.</summary>
/// <param name="file">Where it is kept.</param>
/// <param name="renderer">Draws with as many colours, and characters as wide.</param>
/// <param name="mouseChanged">Whether the wheel comes as keys.</param>
/// <param name="time">The clock.</param>
internal sealed class Preferences(SettingsFile file, Renderer renderer, Action<bool> mouseChanged, TimeProvider time)
{
    private static readonly TimeSpan FlushLimit = TimeSpan.FromSeconds(2);

    private readonly SetCommand _command = new(file);

    public ClientSettings Settings { get; private set; } = ClientSettings.Default;

    public Look Look { get; private set; } = new(time);

    /// <summary>Reads the file.</summary>
    /// <returns>What is wrong in it, a sentence each.</returns>
    public IReadOnlyList<string> Load()
    {
        LoadedSettings loaded = file.Load();
        Take(loaded.Settings);
        return loaded.Warnings;
    }

    /// <summary>Does what <c>/set</c> says.</summary>
    /// <param name="words">Behind the command.</param>
    /// <param name="state">What is on the screen is laid out anew when something changed.</param>
    public SetOutcome Set(IReadOnlyList<string> words, ChatState state)
    {
        SetOutcome outcome = _command.Run(Settings, words);
        if (outcome.Settings != Settings)
        {
            Take(outcome.Settings);
            foreach (Conversation conversation in state.Conversations.Append(state.Home))
                conversation.Timeline.View.ForgetAll();
        }
        return outcome;
    }

    /// <summary>The program ends: what was changed last is being written, and is waited for.</summary>
    public void Flush() => file.Flush(FlushLimit);

    private void Take(ClientSettings settings)
    {
        Settings = settings;
        Look = Look.Of(settings, time);
        renderer.Change(settings.ColoursOf(Environment.GetEnvironmentVariable), settings.Widths);
        mouseChanged(settings.Mouse);
    }
}
