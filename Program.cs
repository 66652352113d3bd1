using System.CommandLine;
using Messenger.Commands;

// The command line: parse, compose, run. What each command does is in the project that owns it.
const int WrongUsage = 2;

Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

// Only the one that is asked for is built: the options of all the others would take longer than starting the runtime.
Dictionary<string, Func<Command>> commands = new()
{
    ["server"] = ServerCommand.Create,
    ["client"] = ClientCommand.Create,
    ["forget"] = ClientCommand.CreateForget,
    ["admin"] = AdminCommand.Create,
    ["decode"] = DecodeCommand.Create,
    ["bench"] = BenchCommand.Create,
    ["compare"] = CompareCommand.Create,
    ["fuzz"] = FuzzCommand.Create,
    ["torture"] = TortureCommand.Create,
    ["proxy"] = ProxyCommand.Create,
};
RootCommand root = new(Help.Text(
    "Messenger: a self-hosted messenger for terminals. Start a server, then clients, from any machine.",
    "messenger server",
    "messenger client",
    "messenger client --help"));
IEnumerable<Func<Command>> asked = args.Length > 0 && commands.TryGetValue(args[0], out Func<Command>? one) ? [one] : commands.Values;
foreach (Func<Command> create in asked)
    root.Subcommands.Add(create());
// The root has its own.
foreach (Command command in root.Subcommands)
    command.Options.Add(new VersionOption());
// Alone, the program says what it can do.
ParseResult parsed = root.Parse(args.Length == 0 ? ["--help"] : args);
if (parsed.Errors.Count == 0)
    return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });

foreach (System.CommandLine.Parsing.ParseError error in parsed.Errors)
    Console.Error.WriteLine(error.Message);
Console.Error.WriteLine("See messenger --help.");
return WrongUsage;
