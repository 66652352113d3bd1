using Messenger.Server.Connections;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Wire;
using Messenger.Wire.Fields;
using Messenger.Wire.Messages;

namespace Messenger.Server.Dispatch;

/// <summary>HELLO, PING and the ways in and out (PROTOCOL.md §5.1–§5.6).</summary>
internal static class SessionHandlers
{
    public static ValueTask Hello(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        HelloRequest hello = FieldReader.ReadWhole<HelloRequest>(body);
        if (ProtocolVersion.Choose(hello.LowestVersion, hello.HighestVersion) is not { } version)
        {
            connection.Close(ErrorCode.VersionUnsupported);
            return ValueTask.CompletedTask;
        }
        Capabilities capabilities = hello.Capabilities & Capabilities.All;
        connection.Greet(hello.Window, (TerminalFeatures)capabilities);
        connection.Answer(Opcode.Hello, requestId, new HelloAnswer(
            version, capabilities, Limits.FrameAfterLogin, Limits.TextBytes, connection.Context.Engine.StoreId, ConnectionContext.Agent));
        return ValueTask.CompletedTask;
    }

    public static ValueTask Ping(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        FieldReader.ReadWhole<Empty>(body);
        connection.Answer(Opcode.Ping, requestId, new Empty());
        return ValueTask.CompletedTask;
    }

    public static ValueTask Register(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        Credentials request = FieldReader.ReadWhole<Credentials>(body);
        return LogInAsync(connection, Opcode.Register, requestId,
            connection.Context.Verbs.Accounts.RegisterAsync(CallerOf(connection), request.Name.ToArray(), request.Password.ToArray()));
    }

    public static ValueTask Login(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        Credentials request = FieldReader.ReadWhole<Credentials>(body);
        return LogInAsync(connection, Opcode.Login, requestId,
            connection.Context.Verbs.Accounts.LoginAsync(CallerOf(connection), request.Name.ToArray(), request.Password.ToArray()));
    }

    public static ValueTask Resume(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        ResumeRequest request = FieldReader.ReadWhole<ResumeRequest>(body);
        Finish(connection, Opcode.Resume, requestId, connection.Context.Verbs.Accounts.Resume(CallerOf(connection), request.Token.ToArray()));
        return ValueTask.CompletedTask;
    }

    public static ValueTask Logout(Connection connection, uint requestId, ReadOnlySpan<byte> body)
    {
        FieldReader.ReadWhole<Empty>(body);
        return LogoutAsync();

        async ValueTask LogoutAsync()
        {
            if (await connection.Context.Verbs.Accounts.LogoutAsync(connection.Session!, connection) is { } refused)
            {
                connection.Refuse(requestId, refused);
                return;
            }
            connection.LoggedOut();
            connection.Answer(Opcode.Logout, requestId, new Empty());
        }
    }

    private static Caller CallerOf(Connection connection) => new(connection.Address, connection, connection.Window);

    private static async ValueTask LogInAsync(Connection connection, Opcode request, uint requestId, Task<Outcome<Login>> login) =>
        Finish(connection, request, requestId, await login);

    /// <summary>Tells the client how its login went; only then do pushes begin.</summary>
    private static void Finish(Connection connection, Opcode request, uint requestId, Outcome<Login> outcome)
    {
        if (outcome.Refused is { } refused)
        {
            connection.Context.Log.LoginRefused(connection.Id, connection.Address, Catalog.NameOf(request), refused.Code);
            connection.Refuse(requestId, refused);
            return;
        }
        Login login = outcome.Value!;
        connection.Context.Log.LoggedIn(connection.Id, login.Session.Account.Name, Catalog.NameOf(request));
        connection.Answer(request, requestId, new SessionOpened(
            login.Resumed, login.Session.Account.ShowsReads, login.Token, login.Session.Account.Name, connection.Context.KeepSeconds, login.Held.ToWire()));
        connection.LoggedIn(login.Session);
    }
}
