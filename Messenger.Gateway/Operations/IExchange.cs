using Messenger.Gateway.Contract;
using Messenger.Server.Service;

namespace Messenger.Gateway.Operations;

/// <summary>How an operation gets its request and gives its answer: the door's side of it. For one request at a time.</summary>
internal interface IExchange
{
    /// <summary>The request, or why it cannot be read.</summary>
    Outcome<T> Read<T>()
        where T : class;

    /// <param name="status">As HTTP has it.</param>
    /// <param name="answer">What is answered; <see cref="Nothing"/> when that is nothing.</param>
    Task AnswerAsync<T>(int status, T answer)
        where T : class;

    Task RefuseAsync(Refused refused);

    /// <summary>Opens the stream of events of the call's login, and writes it until one side ends it.</summary>
    Task StreamAsync(Call call, OpenEvents request);
}
