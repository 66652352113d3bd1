using Messenger.Gateway.Contract;
using Messenger.Gateway.Events;
using Messenger.Server.Dispatch;
using Messenger.Server.Service;
using Messenger.Wire;

namespace Messenger.Gateway.Operations;

/// <summary>The stream of events, the one operation whose answer does not end by itself.</summary>
internal sealed record EventsOperation(string Route, string Summary)
    : Operation("events", "GET", Route, Messenger.Wire.Opcode.Resume, Access.LoggedIn, 200, Summary)
{
    public override Type RequestType => typeof(OpenEvents);

    public override Type AnswerType => typeof(StreamEvent);

    public override async Task RunAsync(Call call, IExchange exchange)
    {
        Outcome<OpenEvents> request = exchange.Read<OpenEvents>();
        if (request.Refused is { } refused)
            await exchange.RefuseAsync(refused);
        else if (request.Value!.Window is < 1 or > ushort.MaxValue)
            await exchange.RefuseAsync(new Refused(ErrorCode.BadCommand, $"the field window takes a number from 1 to {ushort.MaxValue}"));
        else
            await exchange.StreamAsync(call, request.Value);
    }
}
