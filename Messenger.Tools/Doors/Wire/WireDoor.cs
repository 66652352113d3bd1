using System.Text;
using Messenger.Tools.Doors.Net;
using Messenger.Wire;
using Messenger.Wire.Messages;

namespace Messenger.Tools.Doors.Wire;

/// <summary>The protocol of docs/PROTOCOL.md, over one connection.</summary>
internal sealed class WireDoor(DoorAddresses addresses) : IDoorClient
{
    /// <summary>Most messages under way without being confirmed; as a stream of events of the other doors has it.</summary>
    public const ushort Window = 4096;

    private const int ConfirmBytes = sizeof(ulong);

    private readonly SemaphoreSlim _connecting = new(1);
    private readonly SemaphoreSlim _fetching = new(1);
    private readonly HashSet<ulong> _unconfirmed = [];
    private byte[] _token = [];
    private DoorEvent _opened = new(DoorEventKind.Opened, 0);
    private WireLink? _link;

    public DoorKind Kind => DoorKind.Wire;

    public ByteCounter Bytes { get; } = new();

    public Task ConnectAsync(CancellationToken cancellation) => LinkAsync(cancellation).AsTask();

    public Task RegisterAsync(string name, string password, CancellationToken cancellation) => EnterAsync(Opcode.Register, name, password, cancellation);

    public Task LoginAsync(string name, string password, CancellationToken cancellation) => EnterAsync(Opcode.Login, name, password, cancellation);

    public async Task LogoutAsync(CancellationToken cancellation)
    {
        WireLink link = await LinkAsync(cancellation);
        await link.AskAsync<Empty, Empty>(Opcode.Logout, default, cancellation);
        _token = [];
        lock (_unconfirmed)
            _unconfirmed.Clear();
    }

    public async Task<DoorDirectory> ListAsync(string pattern, string after, int limit, CancellationToken cancellation)
    {
        WireLink link = await LinkAsync(cancellation);
        ListAnswer page = await link.AskAsync<ListRequest, ListAnswer>(Opcode.List, new ListRequest(Utf8(pattern), Utf8(after), (ushort)limit), cancellation);
        return new DoorDirectory([.. page.Accounts.Select(account => new DoorAccount(account.Name, account.Online))], page.Next);
    }

    public async Task<DoorSent> SendAsync(Guid id, string to, string text, CancellationToken cancellation)
    {
        WireLink link = await LinkAsync(cancellation);
        SendAnswer sent = await link.AskAsync<SendRequest, SendAnswer>(Opcode.Send, new SendRequest(id, Utf8(to), Utf8(text)), cancellation);
        return new DoorSent(sent.Number, DateTimeOffset.FromUnixTimeMilliseconds((long)sent.At), sent.Delivered, sent.Duplicate);
    }

    public async Task<DoorFetched> FetchAsync(int count, CancellationToken cancellation)
    {
        WireLink link = await LinkAsync(cancellation);
        await _fetching.WaitAsync(cancellation);
        try
        {
            return await link.FetchAsync(count, cancellation);
        }
        finally
        {
            _fetching.Release();
        }
    }

    public async Task ConfirmAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation)
    {
        WireLink link = await LinkAsync(cancellation);
        foreach (ulong[] some in numbers.Chunk(Limits.ConfirmMax))
        {
            await link.AskAsync<ConfirmRequest, Empty>(Opcode.Confirm, ConfirmRequest.Of(some, new byte[some.Length * ConfirmBytes]), cancellation);
            link.Confirmed(some);
        }
    }

    public async Task<DoorHistory> HistoryAsync(string with, ulong before, int count, CancellationToken cancellation)
    {
        WireLink link = await LinkAsync(cancellation);
        HistoryAnswer page = await link.AskAsync<HistoryRequest, HistoryAnswer>(
            Opcode.History, new HistoryRequest(Utf8(with), before, (ushort)count), cancellation);
        return new DoorHistory(
            [.. page.Messages.Select(item => new DoorMessage(
                item.Id, item.Number, item.From, item.To, item.TextString(), DateTimeOffset.FromUnixTimeMilliseconds((long)item.At)))],
            page.Next);
    }

    public async Task<IDoorEvents> OpenEventsAsync(ulong lastId, CancellationToken cancellation) =>
        new WireEvents((await LinkAsync(cancellation)).Events, _opened);

    public async ValueTask DisposeAsync()
    {
        if (_link is not null)
            await _link.FinishAsync();
        _connecting.Dispose();
        _fetching.Dispose();
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private async Task EnterAsync(Opcode how, string name, string password, CancellationToken cancellation)
    {
        WireLink link = await LinkAsync(cancellation);
        SessionOpened opened = await link.AskAsync<Credentials, SessionOpened>(how, new Credentials(Utf8(name), Utf8(password)), cancellation);
        Opened(opened, nothingMissed: true);
    }

    /// <summary>The connection; a new one, in the same login, when the last is over.</summary>
    private async ValueTask<WireLink> LinkAsync(CancellationToken cancellation)
    {
        if (Volatile.Read(ref _link) is { IsOver: false } link)
            return link;
        await _connecting.WaitAsync(cancellation);
        try
        {
            if (_link is not { IsOver: false })
                Volatile.Write(ref _link, await ConnectedAsync(cancellation));
            return _link!;
        }
        finally
        {
            _connecting.Release();
        }
    }

    private async Task<WireLink> ConnectedAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(DoorDialer.TimeLimit);
        try
        {
            WireLink link = new(await new DoorDialer(addresses, Bytes).DialAsync(addresses.PortOf(Kind), limit.Token), Bytes, _unconfirmed);
            try
            {
                await ResumeAsync(link, limit.Token);
                return link;
            }
            catch
            {
                await link.FinishAsync();
                throw;
            }
        }
        catch (Exception fault) when (DoorFaults.IsLoss(fault) || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw DoorFaults.Lost(fault);
        }
    }

    /// <summary>Says hello, and whose connection this is when somebody is logged in.</summary>
    private async Task ResumeAsync(WireLink link, CancellationToken cancellation)
    {
        await link.StartAsync(Window, cancellation);
        if (_token.Length == 0)
            return;
        SessionOpened opened = await link.AskAsync<ResumeRequest, SessionOpened>(Opcode.Resume, new ResumeRequest(_token), cancellation);
        Opened(opened, opened.Resumed);
    }

    private void Opened(SessionOpened opened, bool nothingMissed)
    {
        _token = opened.Token;
        _opened = new DoorEvent(DoorEventKind.Opened, 0) { Resumed = nothingMissed, Held = opened.Held.Total };
    }
}
