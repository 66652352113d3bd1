using System.CommandLine;
using System.Net;
using Messenger.Tools.Proxy;

namespace Messenger.Commands;

/// <summary>The options of <c>messenger proxy</c>.</summary>
internal static class ProxyCommand
{
    public static Command Create()
    {
        Option<int> listen = Numbers.Option("--port", "Loopback port to listen on; 0 picks a free one", 0, 0, IPEndPoint.MaxPort);
        Option<int> to = Numbers.Option("--to", "Loopback port of the server", 5050, 1, IPEndPoint.MaxPort);
        Option<int> delay = Numbers.Option("--delay", "Milliseconds to hold each piece back", 0, 0, 60_000);
        Option<int> jitter = Numbers.Option("--jitter", "Up to so many milliseconds more, at random", 0, 0, 60_000);
        Option<int> cut = Numbers.Option("--cut-after", "Cut a connection after so many bytes; 0 never", 0, 0, int.MaxValue);
        Option<int> halfOpen = Numbers.Option("--half-open-after", "Carry nothing more after so many bytes, and say nothing; 0 never", 0, 0, int.MaxValue);
        Option<int> split = Numbers.Option("--split", "Pass on pieces of at most so many bytes; 0 as they come", 0, 0, 65_536);
        Option<int> seed = Numbers.Option("--seed", "Makes chance repeatable", 1, 0, int.MaxValue);
        Command command = new("proxy", Help.Text(
            "Stand between clients and a server on this machine, and behave badly.",
            "messenger proxy --to 5050 --delay 40 --jitter 20",
            "messenger proxy --to 5050 --split 1 --cut-after 100000"))
        {
            listen, to, delay, jitter, cut, halfOpen, split, seed,
        };
        command.SetAction((parsed, stop) => ProxyProgram.RunAsync(
            parsed.GetValue(listen),
            parsed.GetValue(to),
            new ProxyOptions
            {
                Delay = TimeSpan.FromMilliseconds(parsed.GetValue(delay)),
                Jitter = TimeSpan.FromMilliseconds(parsed.GetValue(jitter)),
                CutAfter = parsed.GetValue(cut),
                HalfOpenAfter = parsed.GetValue(halfOpen),
                Split = parsed.GetValue(split),
            },
            parsed.GetValue(seed), Console.Out, Console.Error, stop));
        return command;
    }
}
