using System.CommandLine;
using System.Net;
using Messenger.Client;
using Messenger.Client.Session;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger client</c> and of <c>messenger forget</c>.</summary>
internal static class ClientCommand
{
    private static readonly ClientOptions Defaults = new();

    public static Command Create()
    {
        Option<string> host = new("--host") { Description = "Server to connect to", DefaultValueFactory = _ => Defaults.Host };
        Option<int> port = Numbers.Option("--port", "Its port", Defaults.Port, 1, IPEndPoint.MaxPort);
        Option<string> door = Words.Option("--door", "What to speak: the wire, or gRPC to the port of the server's --grpc (with --tls: of its --http)", "wire", "grpc");
        Option<string?> user = new("--user") { Description = "Log in at start as this account, if a password is at hand" };
        Option<string?> passwordFile = new("--password-file") { Description = "File whose first line is the password (else the variable MESSENGER_PASSWORD)" };
        Option<bool> plain = new("--plain") { Description = "Plain lines, even on a terminal" };
        Option<bool> json = new("--json") { Description = "One JSON object a line on stdin and stdout, for scripts" };
        Option<bool> tls = new("--tls") { Description = "Encrypt, even to this machine" };
        Option<bool> plaintext = new("--plaintext") { Description = "Do not encrypt, even to another machine" };
        Option<string?> fingerprint = new("--fingerprint") { Description = "The server's key, sha256:… as in its first line; then nothing is asked" };
        Option<string> confirm = Words.Option("--confirm", "With --json, what confirms a message: its line was written, or the confirm command", "auto", "manual");
        Option<string?> trace = new("--trace")
        {
            Description = "Print every frame as it passes, on stderr or to the file in --trace=FILE",
            Arity = ArgumentArity.ZeroOrOne,
            HelpName = "FILE",
        };
        Option<bool> bodies = new("--trace-bodies") { Description = "With --trace: the texts of messages too" };

        Command command = new("client", Help.Text(
            "Talk.",
            "messenger client",
            "messenger client --host chat.example --user alice",
            "messenger client --door grpc --port 5051",
            "messenger client --json --user bot --password-file secret.txt"))
        {
            host, port, door, user, passwordFile, plain, json, tls, plaintext, fingerprint, confirm, trace, bodies,
        };
        command.Validators.Add(result =>
        {
            if (result.GetValue(tls) && result.GetValue(plaintext))
                result.AddError("--tls and --plaintext exclude each other; leave one away");
            if (result.GetValue(confirm) == "manual" && !result.GetValue(json))
                result.AddError("--confirm manual goes with --json");
        });
        command.SetAction((parsed, cancellation) => ClientProgram.RunAsync(
            new ClientOptions
            {
                Host = parsed.GetValue(host)!,
                Port = parsed.GetValue(port),
                Door = parsed.GetValue(door) == "grpc" ? Door.Grpc : Door.Wire,
                User = parsed.GetValue(user),
                PasswordFile = parsed.GetValue(passwordFile),
                Plain = parsed.GetValue(plain),
                Json = parsed.GetValue(json),
                Security = parsed.GetValue(tls) ? TransportSecurity.Tls
                    : parsed.GetValue(plaintext) ? TransportSecurity.Plaintext : TransportSecurity.Auto,
                Fingerprint = parsed.GetValue(fingerprint),
                ConfirmManually = parsed.GetValue(confirm) == "manual",
                Trace = parsed.GetResult(trace) is not null,
                TraceFile = parsed.GetValue(trace),
                TraceBodies = parsed.GetValue(bodies),
            },
            cancellation));
        return command;
    }

    public static Command CreateForget()
    {
        Argument<string> server = new("HOST:PORT") { Description = "The server whose pinned key to drop" };
        Command command = new("forget", Help.Text("Drop a server's pinned key, so that the next connection asks again.", "messenger forget chat.example:5050"))
        {
            server,
        };
        command.SetAction(parsed => ForgetProgram.Run(parsed.GetValue(server)!));
        return command;
    }
}
