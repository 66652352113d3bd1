using Messenger.Server.Storage;

namespace Messenger.Tests.Support;

/// <summary>A journal whose commits are made by whoever submits: everything happens in one order, the same each time.</summary>
internal sealed class InlineJournal(IJournal inner) : PassingJournal(inner)
{
    public override bool Waits => false;
}
