using Messenger.Wire.Fields;

namespace Messenger.Wire.Messages;

/// <summary>A body without fields: PING and PONG (§5.2), LOGOUT (§5.6), DELETE_PREVIEW (§5.8), UNREAD (§5.13), BLOCKS (§5.31), SESSIONS (§5.32), and answers that only say yes.</summary>
public readonly struct Empty : IWireMessage<Empty>
{
    public static Empty Read(scoped ref FieldReader reader) => default;

    public void Write(ref FieldWriter writer)
    {
    }
}
