using System.Diagnostics;
using System.Globalization;
using System.Net;
using Messenger.Tools.Torture.People;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Torture.Scenarios;

/// <summary>
/// Many logins at once, each of which costs the server a real password hash, while wrong passwords are sprayed from other addresses. Who is
/// logged in already does not notice; everybody with the right password gets in.
/// </summary>
internal static class LoginsScenario
{
    private const int Logins = 200;
    private const int LoginsPerAccount = 10;
    private const int AccountsSprayed = 50;
    private const int SprayersEach = 20;
    private static readonly TimeSpan SprayPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LineTime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan QuietTime = TimeSpan.FromSeconds(3);

    // Loopback addresses of their own: wrong tries count against the address that they come from.
    private static readonly IPAddress[] SprayedFrom = [IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3")];

    public static async Task RunAsync(Stage stage)
    {
        int count = stage.Clients(Logins);
        await using Victim victim = await Victim.StartAsync(stage.Directory, ["--log-level", "warning"]);
        await using OrdinaryPair pair = await OrdinaryPair.StartAsync(victim.Port, stage.Ledger);
        stage.Doing = "making accounts";
        string[] accounts = [.. Enumerable.Range(0, Math.Max(1, count / LoginsPerAccount)).Select(i => Name(i))];
        await Sessions.MakeAccountsAsync(victim.Port, accounts);
        pair.BeginStretch();
        await Task.Delay(QuietTime);
        pair.NoteStretch(stage.Verdict, "before");

        stage.Doing = "logging in";
        pair.BeginStretch();
        using CancellationTokenSource stop = new();
        Task<Spray>[] spraying = [.. Enumerable.Repeat(SprayedFrom, SprayersEach).SelectMany(addresses => addresses)
            .Select((address, i) => Task.Run(() => SprayAsync(victim.Port, address, i, stop.Token)))];
        Stopwatch clock = Stopwatch.StartNew();
        int[] askedBack = await Task.WhenAll(Enumerable.Range(0, count).Select(i => LoginAsync(victim.Port, accounts[i % accounts.Length])))
            .Within(LineTime, $"{count} logins");
        double seconds = clock.Elapsed.TotalSeconds;
        await stop.CancelAsync();
        Spray[] sprayed = await Task.WhenAll(spraying).Within(LineTime, "the last wrong password to be refused");
        await pair.FinishAsync(stage.Verdict, "meanwhile");

        stage.Verdict.Note(string.Create(CultureInfo.InvariantCulture,
            $"{count} logins at once, all in after {seconds:F1} s; asked to come back later {askedBack.Sum()} times"));
        int accepted = sprayed.Sum(spray => spray.Accepted);
        stage.Verdict.Promise(
            $"wrong passwords: {sprayed.Sum(spray => spray.Wrong)} refused as wrong, {sprayed.Sum(spray => spray.Throttled)} throttled, {accepted} accepted",
            accepted == 0);
        stage.Ledger.Report(stage.Verdict);
        victim.Report(stage.Verdict);
    }

    private static string Name(int i) => string.Create(CultureInfo.InvariantCulture, $"person{i}");

    /// <returns>How often it was asked to come back later.</returns>
    private static async Task<int> LoginAsync(int port, string name)
    {
        using WireClient client = await WireClient.ConnectAsync(port);
        client.Patience = LineTime;
        await client.HelloAsync();
        for (int askedBack = 0; ; askedBack++)
        {
            Refusal answer = await client.EnterAsync(Opcode.Login, name, Sessions.Password)
                ?? throw new TortureFaultException($"a login of {name} was cut off without a word");
            if (answer.Code is ErrorCode.None)
                return askedBack;
            if (answer.Code is not ErrorCode.Throttled)
                throw new TortureFaultException($"a right password of {name} was refused: {answer.Code.Word()}, {answer.Message}");
            await Task.Delay(answer.RetryAfter);
        }
    }

    private static async Task<Spray> SprayAsync(int port, IPAddress from, int first, CancellationToken stop)
    {
        Spray spray = new();
        using WireClient client = await WireClient.ConnectAsync(port, from);
        client.Patience = LineTime;
        await client.HelloAsync();
        for (int i = first; !stop.IsCancellationRequested; i += SprayersEach)
        {
            Refusal answer = await client.EnterAsync(Opcode.Login, Name(i % AccountsSprayed), $"not the password {i}")
                ?? throw new TortureFaultException("a wrong password was answered with the end of the connection");
            spray.Count(answer.Code);
            await Task.WhenAny(Task.Delay(SprayPause, stop));
        }
        return spray;
    }

    private sealed class Spray
    {
        public int Accepted { get; private set; }

        public int Wrong { get; private set; }

        public int Throttled { get; private set; }

        public void Count(ErrorCode answer)
        {
            switch (answer)
            {
                case ErrorCode.BadCredentials:
                    Wrong++;
                    break;
                case ErrorCode.Throttled:
                    Throttled++;
                    break;
                case ErrorCode.None:
                    Accepted++;
                    break;
                default:
                    throw new TortureFaultException($"a wrong password was answered with {answer.Word()}");
            }
        }
    }
}
