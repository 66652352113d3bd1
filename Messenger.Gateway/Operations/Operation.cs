using Messenger.Server.Dispatch;
using Messenger.Server.Engine;
using Messenger.Server.Service;
using Messenger.Wire;

namespace Messenger.Gateway.Operations;

/// <summary>Does what a request asks.</summary>
internal delegate Task<Outcome<TAnswer>> Handler<TRequest, TAnswer>(Call call, TRequest request);

/// <summary>A line of the table of operations. Routing, the OpenAPI document and the tests of completeness go by it.</summary>
/// <param name="Name">What code generators call it.</param>
/// <param name="Method">HTTP's.</param>
/// <param name="Route">Behind <c>/api/v1</c>; what is in braces is a field of the request.</param>
/// <param name="Opcode">The request of the wire that does the same; null when that has none.</param>
/// <param name="Access">When it is allowed.</param>
/// <param name="Status">Of a success.</param>
/// <param name="Summary">One sentence for people.</param>
internal abstract record Operation(string Name, string Method, string Route, Opcode? Opcode, Access Access, int Status, string Summary)
{
    public abstract Type RequestType { get; }

    public abstract Type AnswerType { get; }

    /// <summary>Its request has a body; otherwise its fields stand in the address.</summary>
    public bool HasBody => Method is "POST" or "PUT" or "PATCH" || TakesBodyWithDelete;

    /// <summary>Rarer: what is to be removed needs more to be said than an address can hold.</summary>
    public bool TakesBodyWithDelete { get; init; }

    /// <summary>Of a success that was one before, where that is told apart.</summary>
    public int? RepeatedStatus { get; init; }

    public IReadOnlyList<string> Segments { get; } = Route.Split('/', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The fields that stand in the route.</summary>
    public IEnumerable<string> RouteFields => Segments.Where(IsField).Select(segment => segment[1..^1]);

    public static bool IsField(string segment) => segment.StartsWith('{');

    /// <summary>Why it may not be run with this login, or without one; null when it may.</summary>
    public Refused? Refuse(Session? login) => Access switch
    {
        Access.LoggedIn when login is null => Refusals.NotLoggedIn,
        Access.LoggedOut when login is not null => Refusals.AlreadyLoggedIn,
        _ => null,
    };

    /// <summary>Reads the request, does it, answers. Access has been checked.</summary>
    public abstract Task RunAsync(Call call, IExchange exchange);
}

/// <summary>An operation with a request and an answer.</summary>
internal sealed record Operation<TRequest, TAnswer>(
    string Name, string Method, string Route, Opcode? Opcode, Access Access, int Status, string Summary, Handler<TRequest, TAnswer> Handler)
    : Operation(Name, Method, Route, Opcode, Access, Status, Summary)
    where TRequest : class
    where TAnswer : class
{
    public override Type RequestType => typeof(TRequest);

    public override Type AnswerType => typeof(TAnswer);

    /// <summary>Whether this answer has <see cref="Operation.RepeatedStatus"/>.</summary>
    public Predicate<TAnswer>? IsRepeated { get; init; }

    public override async Task RunAsync(Call call, IExchange exchange)
    {
        Outcome<TRequest> request = exchange.Read<TRequest>();
        Outcome<TAnswer> answer = request.Refused is { } unreadable ? unreadable : await Handler(call, request.Value!);
        await (answer.Refused is { } refused ? exchange.RefuseAsync(refused) : exchange.AnswerAsync(StatusOf(answer.Value!), answer.Value!));
    }

    private int StatusOf(TAnswer answer) => RepeatedStatus is { } repeated && IsRepeated!(answer) ? repeated : Status;
}
