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
        Option<int> loss = Numbers.Option("--loss", "Of 100 pieces, so many stand still as long as a lost packet takes to be sent again: 200 ms, 400 ms …", 0, 0, 99);
        Option<int?> partition = Numbers.Optional("--partition-after", "Carry nothing on any connection, so many seconds after the start", 0, 86_400);
        Option<int> partitionFor = Numbers.Option("--partition-for", "Seconds until that heals and what was held comes", 4, 1, 86_400);
        Option<int> seed = Numbers.Option("--seed", "Makes chance repeatable", 1, 0, int.MaxValue);
        Command command = new("proxy", Help.Text(
            "Stand between clients and a server on this machine, and behave badly.",
            "messenger proxy --to 5050 --delay 40 --jitter 20",
            "messenger proxy --to 5050 --delay 40 --loss 5 --partition-after 30 --partition-for 4",
            "messenger proxy --to 5050 --split 1 --cut-after 100000"))
        {
            listen, to, delay, jitter, loss, cut, halfOpen, split, partition, partitionFor, seed,
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
                LossPercent = parsed.GetValue(loss),
                PartitionAfter = parsed.GetValue(partition) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
                PartitionFor = TimeSpan.FromSeconds(parsed.GetValue(partitionFor)),
            },
            parsed.GetValue(seed), Console.Out, Console.Error, stop));
        return command;
    }
}
