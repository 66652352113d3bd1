using System.CommandLine;
using Messenger.Commands;

// The command line: parse, compose, run. What each command does is in the project that owns it.
const int WrongUsage = 2;

Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

RootCommand root = new(Help.Text(
    "Messenger: a self-hosted messenger for terminals. Start a server, then clients, from any machine.",
    "messenger server",
    "messenger client",
    "messenger client --help"))
{
    ServerCommand.Create(),
    ClientCommand.Create(),
    ClientCommand.CreateForget(),
    AdminCommand.Create(),
    DecodeCommand.Create(),
    BenchCommand.Create(),
    CompareCommand.Create(),
    FuzzCommand.Create(),
    TortureCommand.Create(),
    ProxyCommand.Create(),
};
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
