using System.Text.Json.Nodes;
using Messenger.Wire;

namespace Messenger.Tests.Wire.Vectors;

/// <summary>One vector of docs/vectors, read as its README.md says. Prints as its name, so that a failing test names it.</summary>
public sealed record Vector(string File, string Name, byte[] Bytes, JsonObject Source)
{
    public Opcode Opcode => (Opcode)Source["code"]!.GetValue<byte>();

    public string OpcodeName => Source["opcode"]!.GetValue<string>();

    public uint RequestId => Source["requestId"]!.GetValue<uint>();

    public JsonObject Fields => Source["fields"]!.AsObject();

    public string State => Source["state"]!.GetValue<string>();

    public string Error => Source["error"]!.GetValue<string>();

    public bool Closes => Source["closes"]!.GetValue<bool>();

    public int? Offset => Source["offset"]?.GetValue<int>();

    public int Behind => Source["behind"]?.GetValue<int>() ?? 0;

    /// <summary>What a server answers a well-formed request with, when that is known.</summary>
    public string? Refused => Source["refused"]?.GetValue<string>();

    /// <summary>The largest length field allowed in <see cref="State"/>.</summary>
    public int LengthLimit => State is "new" or "greeted" ? Limits.FrameBeforeLogin : Limits.FrameAfterLogin;

    public override string ToString() => $"{File}: {Name}";
}
