namespace Messenger.Server.Engine;

/// <summary>What a message can be sent to: an account or a group.</summary>
internal abstract class Target(long id)
{
    /// <summary>Internal, never used again for another one of its kind.</summary>
    public long Id { get; } = id;

    /// <summary>As people write it: an account's name, or a group's with <c>#</c> before it. A group's may change.</summary>
    public abstract string Name { get; }

    /// <summary><see cref="Name"/> as it goes on the wire.</summary>
    public abstract byte[] NameUtf8 { get; }

    /// <summary>It is gone, and only what it left behind still names it.</summary>
    public abstract bool Deleted { get; }

    /// <summary>Tells accounts and groups apart where both are counted together.</summary>
    public abstract long Key { get; }
}
