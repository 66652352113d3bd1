using System.Threading.Channels;
using Messenger.Client.Line;
using Messenger.Client.Session;
using Messenger.Client.Terminal.Screen;

namespace Messenger.Client.Chat;

/// <summary>What a command has to say when it is done.</summary>
/// <param name="Command">As it was typed, up to its first word.</param>
/// <param name="Lines">What it printed.</param>
/// <param name="IsRefused">It could not be done; the last line says why.</param>
internal sealed record CommandOutcome(string Command, IReadOnlyList<string> Lines, bool IsRefused);

/// <summary>Runs commands that ask the server, one behind the other, while the screen goes on.</summary>
internal sealed class CommandRunner(ScreenLoop loop, ScreenConsole console)
{
    private readonly Channel<(LineCommand Command, IReadOnlyList<string> Words)> _waiting =
        Channel.CreateUnbounded<(LineCommand, IReadOnlyList<string>)>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Shows what became of a command; called on the loop's thread.</summary>
    public required Action<CommandOutcome> Done { get; init; }

    /// <summary>Runs it when those before it are done.</summary>
    public void Run(LineCommand command, IReadOnlyList<string> words) => _waiting.Writer.TryWrite((command, words));

    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        await foreach ((LineCommand command, IReadOnlyList<string> words) in _waiting.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            console.Title = "/" + command.Name;
            console.Begin();
            bool isRefused = true;
            try
            {
                await command.RunAsync(words, stop).ConfigureAwait(false);
                isRefused = false;
            }
            catch (RefusedException e)
            {
                console.Print(Wording.Refusal(e));
            }
            catch (ConnectFailedException e)
            {
                console.Print(SafeText.Line(e.Message));
            }
            CommandOutcome outcome = new("/" + command.Name, console.End(), isRefused);
            await loop.PostAsync(() => Done(outcome), stop).ConfigureAwait(false);
        }
    }
}
