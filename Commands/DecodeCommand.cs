using System.CommandLine;
using Messenger.Tools;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger decode</c>.</summary>
internal static class DecodeCommand
{
    public static Command Create()
    {
        Argument<string[]> hex = new("HEX") { Description = "The bytes; spaces, colons and 0x are passed over", Arity = ArgumentArity.OneOrMore };
        Command command = new("decode", Help.Text(
            "Explain a frame byte by byte, or say at which byte it is wrong and why.",
            "messenger decode 00 00 00 05 02 00 00 00 07",
            "messenger decode 000000050200000007")) { hex };
        command.SetAction(parsed => DecodeProgram.Run(string.Join(' ', parsed.GetValue(hex)!), Console.Out, Console.Error));
        return command;
    }
}
