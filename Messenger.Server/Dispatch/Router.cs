using Messenger.Server.Connections;
using Messenger.Server.Service;
using Messenger.Wire;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;

namespace Messenger.Server.Dispatch;

/// <summary>Takes a frame to its handler: decode, check, call, answer. Every request that is not routed is refused with its reason.</summary>
internal static class Router
{
    private static readonly Refused SayHello = new(ErrorCode.BadCommand, "the first request is HELLO");
    private static readonly Refused HelloTwice = new(ErrorCode.BadCommand, "HELLO is said once, as the first request");
    private static readonly Refused RequestIdZero = new(ErrorCode.Malformed, "request id: 0 is for pushes, a request needs another");

    /// <summary>What must be over before this frame may be handled; null when nothing.</summary>
    public static Task? WaitBefore(Connection connection, in Frame frame)
    {
        if (Routes.Find(frame.Opcode) is not { Ordered: true } || connection.Sends.InFlight == 0)
            return null;
        connection.Sends.Submit();
        Task answered = connection.Sends.WaitUntilInFlightAsync(0);
        return answered.IsCompleted ? null : answered;
    }

    /// <summary>Handles one frame. When the task is done, the next frame of the connection may be handled.</summary>
    public static ValueTask Handle(Connection connection, in Frame frame)
    {
        if (frame.Opcode is Opcode.Pong)
            return ValueTask.CompletedTask;
        if (Refusal(connection, frame, out Route? route) is { } refused)
        {
            connection.Refuse(frame.RequestId, refused);
            return ValueTask.CompletedTask;
        }
        if (frame.Opcode is not Opcode.Ping)
            connection.Session?.Use.Touch();
        try
        {
            return route!.Handler(connection, frame.RequestId, frame.Body);
        }
        catch (WireException malformed)
        {
            connection.Refuse(frame.RequestId, new Refused(
                malformed.Code, $"{Catalog.NameOf(frame.Opcode)}, byte {malformed.Offset}: {malformed.Message}"));
            return ValueTask.CompletedTask;
        }
    }

    private static Refused? Refusal(Connection connection, in Frame frame, out Route? route)
    {
        route = Routes.Find(frame.Opcode);
        if (route is null)
            return new Refused(ErrorCode.UnknownOpcode, $"opcode 0x{(byte)frame.Opcode:X2} is not a request of this version");
        if (frame.RequestId == 0)
            return RequestIdZero;
        if (connection.Greeted == (route.Access is Access.First))
            return connection.Greeted ? HelloTwice : SayHello;
        return route.Access switch
        {
            Access.LoggedIn when connection.Session is null => Refusals.NotLoggedIn,
            Access.LoggedOut when connection.Session is not null => Refusals.AlreadyLoggedIn,
            _ => null,
        };
    }
}
