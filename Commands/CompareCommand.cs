using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using Messenger.Client.Session;
using Messenger.Tools.Compare;
using Messenger.Tools.Doors;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger compare</c>.</summary>
internal static class CompareCommand
{
    /// <summary>A connection of HTTP/2 takes 100 requests at once, and events are one.</summary>
    private const int MostOutstanding = 96;

    private static readonly CompareOptions Defaults = new();

    public static Command Create()
    {
        Option<IReadOnlyList<DoorKind>?> doors = Some<DoorKind>("--doors", "Ways to compare, the first being what the others are held against", DoorKinds.All.Select(door => door.Word()), DoorKinds.TryParse);
        Option<IReadOnlyList<CompareOperation>?> operations = Some<CompareOperation>(
            "--operations", "What to measure", CompareOperations.All.Select(operation => operation.Word()), CompareOperations.TryParse);
        Option<bool> plaintext = new("--plaintext") { Description = "Without TLS; REST then goes by HTTP/1.1, and gRPC by its own port" };
        Option<bool> ephemeral = new("--ephemeral") { Description = "Start the server with --ephemeral: acknowledged means in memory" };
        Option<int> rounds = Numbers.Option("--rounds", "Rounds, in which the doors take turns", Defaults.Rounds, 1, 1_000);
        Option<int> samples = Numbers.Option("--samples", "Times each operation is timed in a round", Defaults.Samples, 10, 1_000_000);
        Option<int> seconds = Numbers.Option("--seconds", "Seconds of load for each door in a round", (int)Defaults.Load.TotalSeconds, 1, 3_600);
        Option<int> outstanding = Numbers.Option("--outstanding", "Messages under way at once under load", Defaults.Outstanding, 1, MostOutstanding);
        Option<int> bytes = Numbers.Option("--bytes", "Bytes of each text of latencies and load", Defaults.TextBytes, 1, Wire.Limits.TextBytes);
        Option<bool> brief = new("--brief") { Description = "One short round: bytes are exact, times say little" };
        Option<bool> json = new("--json") { Description = "Write one JSON document" };
        Option<bool> markdown = new("--markdown") { Description = "Write the tables of docs/protocols-compared.md" };
        Option<string> host = new("--host") { Description = "With --port: where the server is", DefaultValueFactory = _ => "127.0.0.1" };
        Option<int?> port = Numbers.Optional("--port", "Take the server on this port, which leaves some accounts in it (default: start one)", 1, IPEndPoint.MaxPort);
        Option<int?> http = Numbers.Optional("--http", "With --port: the server's HTTP door", 1, IPEndPoint.MaxPort);
        Option<int?> grpc = Numbers.Optional("--grpc", "With --port and --plaintext: the server's port of gRPC", 1, IPEndPoint.MaxPort);
        Option<string?> fingerprint = new("--fingerprint") { Description = "With --port and TLS: the server's key, as its first line says it" };

        Command command = new("compare", Help.Text(
            "Do the same over the wire, REST with JSON, REST with protocol buffers and gRPC, and print bytes, times, rates and what the server spends. What it means is in docs/protocols-compared.md.",
            "messenger compare",
            "messenger compare --plaintext --ephemeral",
            "messenger compare --doors wire grpc --operations send deliver --json",
            "messenger compare --port 5050 --http 8080 --fingerprint sha256:…"))
        {
            doors, operations, plaintext, ephemeral, rounds, samples, seconds, outstanding, bytes, brief, json, markdown, host, port, http, grpc, fingerprint,
        };
        command.Validators.Add(result =>
        {
            bool runs = result.GetValue(port) is not null;
            if (runs && !result.GetValue(plaintext) && result.GetValue(fingerprint) is null)
                result.AddError("--port needs --fingerprint, the key in the server's first line, or --plaintext");
            if (result.GetValue(fingerprint) is { } key && Fingerprint.Normalise(key) is null)
                result.AddError($"--fingerprint takes sha256: and 64 hex digits, not \"{key}\"");
            // Without this another server than the one that was meant would be measured.
            RefuseTogether(result, !runs, [host, http, grpc, fingerprint], "is about a server that runs already, which --port names");
            RefuseTogether(result, runs, [ephemeral], "is for the server that is started; --port takes one that runs");
            RefuseTogether(result, result.GetValue(brief), [rounds, samples, seconds], "is not for --brief, which has a short round of its own");
            RefuseTogether(result, result.GetValue(json), [markdown], "and --json exclude each other");
        });
        command.SetAction((parsed, _) =>
        {
            bool tls = !parsed.GetValue(plaintext);
            CompareOptions options = new()
            {
                Doors = parsed.GetValue(doors) ?? Defaults.Doors,
                Operations = parsed.GetValue(operations) ?? Defaults.Operations,
                Tls = tls,
                Ephemeral = parsed.GetValue(ephemeral),
                Rounds = parsed.GetValue(rounds),
                Samples = parsed.GetValue(samples),
                Load = TimeSpan.FromSeconds(parsed.GetValue(seconds)),
                Outstanding = parsed.GetValue(outstanding),
                TextBytes = parsed.GetValue(bytes),
                Format = parsed.GetValue(json) ? CompareFormat.Json : parsed.GetValue(markdown) ? CompareFormat.Markdown : CompareFormat.Text,
            };
            if (parsed.GetValue(port) is { } running)
                options = options.At(parsed.GetValue(host)!, running, parsed.GetValue(http), parsed.GetValue(grpc), parsed.GetValue(fingerprint));
            return CompareProgram.RunAsync(parsed.GetValue(brief) ? options.Brief() : options, Console.Out, Console.Error);
        });
        return command;
    }

    /// <summary>Names the options that were given although they say nothing beside what else was asked for.</summary>
    private static void RefuseTogether(CommandResult result, bool isRefused, IEnumerable<Option> some, string why)
    {
        foreach (Option option in some.Where(option => isRefused && result.GetResult(option) is { Implicit: false }))
            result.AddError($"{option.Name} {why}");
    }

    private delegate bool Parse<T>(string word, out T value);

    /// <summary>An option that takes some of a few words.</summary>
    private static Option<IReadOnlyList<T>?> Some<T>(string name, string description, IEnumerable<string> words, Parse<T> parse) => new(name)
    {
        Description = $"{description}: some of {string.Join(", ", words)} (default: all)",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        CustomParser = result =>
        {
            List<T> some = [];
            foreach (Token token in result.Tokens)
            {
                if (parse(token.Value, out T value))
                    some.Add(value);
                else
                    result.AddError($"{name} takes some of {string.Join(", ", words)}, not \"{token.Value}\"");
            }
            return [.. some.Distinct()];
        },
    };
}
