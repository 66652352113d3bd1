using System.Threading.Channels;
using Messenger.Client.Session;

namespace Messenger.Client.Json;

/// <summary>The <c>msg</c> commands: sent without waiting for one another, answered in the order in which they came.</summary>
internal sealed class JsonSends(MessengerSession session, JsonOutput output, OpenAnswers open)
{
    /// <summary>No more than the session's outbox holds: stdin is not read beyond that.</summary>
    private readonly Channel<UnansweredSend> _sends = Channel.CreateUnbounded<UnansweredSend>();

    /// <exception cref="BadCommandException">A field is missing or wrong; nothing was sent.</exception>
    public Task SendAsync(JsonCommand command, CancellationToken stop)
    {
        string to = command.Text("to");
        string text = command.Text("text");
        Guid id = command.OptionalId("id") ?? Guid.CreateVersion7();
        open.Begin();
        _sends.Writer.TryWrite(new UnansweredSend(command, to, id, session.SendAsync(to, text, id, stop)));
        return Task.CompletedTask;
    }

    /// <summary>Writes answers until cancelled.</summary>
    public async Task AnswerAsync(CancellationToken stop)
    {
        await foreach (UnansweredSend send in _sends.Reader.ReadAllAsync(stop).ConfigureAwait(false))
        {
            try
            {
                SendResult sent = await send.Result.ConfigureAwait(false);
                output.Write("sent", send.Command, json =>
                {
                    json.WriteString("id", sent.Id);
                    json.WriteString("to", send.To);
                    json.WriteBoolean("delivered", sent.Delivered);
                    json.WriteString("at", JsonOutput.Time(sent.At));
                });
            }
            catch (RefusedException e)
            {
                output.Error(send.Command, e.Code, e.Message, e.RetryAfter, send.Id);
            }
            finally
            {
                open.End();
            }
        }
    }

    private sealed record UnansweredSend(JsonCommand Command, string To, Guid Id, Task<SendResult> Result);
}
