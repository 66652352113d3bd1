using System.Net;
using Messenger.Server.Storage.Sqlite;
using Messenger.Wire;
using Serilog;

namespace Messenger.Server;

/// <summary>
/// Every event the server logs, with its stable id, in one place. Never a body, a password or a token; names and addresses only as
/// properties, so that the formatter makes them safe.
/// </summary>
internal sealed class Log(ILogger logger)
{
    public void Started(IPEndPoint endPoint, string fingerprint) =>
        Event(1).Information("listening on {EndPoint}, key {Fingerprint}", endPoint.ToString(), fingerprint);

    public void Stopping(int connections) => Event(2).Information("stopping; {Connections} connections are told", connections);

    public void Stopped() => Event(3).Information("stopped; everything acknowledged was kept to the end");

    public void KeepsInMemory() => Event(4).Warning("accounts and messages are kept in memory only and end with this process");

    public void AcceptFailed(string error) => Event(5).Warning("accept failed ({Error}); pausing before the next", error);

    public void ConnectionRefused(IPAddress address, string cap) =>
        Event(6).Warning("connection from {Address} refused: {Cap} reached", address.ToString(), cap);

    public void ConnectionOpened(long id, IPAddress address) => Event(7).Debug("connection {Connection} from {Address}", id, address.ToString());

    public void ConnectionClosed(long id) => Event(8).Debug("connection {Connection} closed by its client", id);

    public void ConnectionCut(long id, ErrorCode reason, IPAddress address) =>
        Event(9).Information("connection {Connection} from {Address} closed by the server: {Reason}", id, address.ToString(), reason.Word());

    public void LoggedIn(long id, string name, string how) =>
        Event(10).Information("connection {Connection}: {Name} logged in by {How}", id, name, how);

    public void LoginRefused(long id, IPAddress address, string how, ErrorCode code) =>
        Event(11).Information("connection {Connection} from {Address}: {How} refused: {Code}", id, address.ToString(), how, code.Word());

    public void AccountDeleted(string name) => Event(12).Information("account {Name} deleted", name);

    public void TlsFailed(long id, string error) => Event(13).Debug("connection {Connection}: TLS failed: {Error}", id, error);

    /// <param name="error">Why.</param>
    /// <param name="unsaid">How many failed since this was said last.</param>
    public void StoreFailed(string error, int unsaid) =>
        Event(14).Error("a commit failed: {Error} ({Unsaid} more since this was said last)", error, unsaid);

    public void Bug(Exception exception) => Event(15).Error(exception, "unexpected error");

    public void Frame(long id, string line) => Event(16).Information("connection {Connection} {Frame}", id, line);

    public void HashesFewRounds(int rounds) => Event(17).Warning("passwords are hashed with {Rounds} rounds; for tests only", rounds);

    /// <summary>What the search index has to say; it never has texts or names in it.</summary>
    public void Search(string line) => Event(18).Warning("{Line}", line);

    public void CommitsLost(StoreLoss loss) => Event(19).Error(
        "at least {Commits} commits of {Store} are lost, the end of its write-ahead log: " + StoreLoss.Meaning + "; the log as it was: {Log}",
        loss.Commits, loss.Store, loss.Log ?? "none was there");

    /// <param name="severity">How bad.</param>
    /// <param name="error">What was thrown, if anything.</param>
    /// <param name="line">What the HTTP server has to say.</param>
    public void Http(Serilog.Events.LogEventLevel severity, Exception? error, string line) => Event(20).Write(severity, error, "http: {Line}", line);

    public void HttpListening(string address) => Event(21).Information("listening for HTTP on {Address}", address);

    /// <inheritdoc cref="StoreFailed"/>
    public void ReadFailed(string error, int unsaid) =>
        Event(22).Error("a read for history or search failed: {Error} ({Unsaid} more since this was said last)", error, unsaid);

    private ILogger Event(int id) => logger.ForContext("EventId", id);
}
