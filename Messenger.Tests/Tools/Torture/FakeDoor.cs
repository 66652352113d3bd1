using Messenger.Client.Session;
using Messenger.Tools.Doors;
using Messenger.Tools.Doors.Net;
using Messenger.Wire;

namespace Messenger.Tests.Tools.Torture;

/// <summary>A door without a server: sends are answered as a test says and then well, confirmations always.</summary>
internal sealed class FakeDoor : IDoorClient
{
    private readonly Queue<Func<DoorSent>> _answers = new();

    public DoorKind Kind => DoorKind.Grpc;

    public ByteCounter Bytes { get; } = new();

    /// <summary>The ids of all sends, in order.</summary>
    public List<Guid> Sends { get; } = [];

    public void Answers(ulong number, bool duplicate = false) => _answers.Enqueue(() => new DoorSent(number, default, Delivered: false, duplicate));

    public void Refuses(ErrorCode code) => _answers.Enqueue(() => throw new RefusedException(code, "as the test says"));

    public Task<DoorSent> SendAsync(Guid id, string to, string text, CancellationToken cancellation)
    {
        bool duplicate = Sends.Contains(id);
        Sends.Add(id);
        return Task.FromResult(_answers.TryDequeue(out Func<DoorSent>? answer) ? answer() : new DoorSent((ulong)Sends.IndexOf(id), default, Delivered: false, duplicate));
    }

    public Task ConfirmAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation) => Task.CompletedTask;

    public Task ConnectAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task RegisterAsync(string name, string password, CancellationToken cancellation) => throw new NotSupportedException();

    public Task LoginAsync(string name, string password, CancellationToken cancellation) => throw new NotSupportedException();

    public Task LogoutAsync(CancellationToken cancellation) => throw new NotSupportedException();

    public Task<DoorDirectory> ListAsync(string pattern, string after, int limit, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<DoorFetched> FetchAsync(int count, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<DoorHistory> HistoryAsync(string with, ulong before, int count, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<IDoorEvents> OpenEventsAsync(ulong lastId, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
