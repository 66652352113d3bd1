using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using FluentAssertions;
using Messenger.Tests.Support;
using Messenger.Tests.Wire.Vectors;
using Messenger.Wire;
using Messenger.Wire.Explain;
using Messenger.Wire.Fields;
using Messenger.Wire.Framing;
using Messenger.Wire.Messages;
using NUnit.Framework;

namespace Messenger.Tests.Wire;

/// <summary>PROTOCOL.md is normative; here it is held to the code, and the code to it.</summary>
public sealed partial class ProtocolDocumentTests
{
    private static readonly string[] Lines = Repository.ReadAllText("docs", "PROTOCOL.md").Split('\n');

    [Test]
    public void Its_opcode_table_is_the_codes()
    {
        Dictionary<byte, (string Name, string Kind, string Section)> rows = Rows("3.1")
            .Where(cells => cells[0].StartsWith("`0x", StringComparison.Ordinal))
            .ToDictionary(cells => Convert.ToByte(cells[0].Trim('`'), 16), cells => (cells[1], cells[2], cells[4]));
        rows.Should().BeEquivalentTo(CompletenessTests.Known.ToDictionary(
            opcode => (byte)opcode,
            opcode => (Catalog.NameOf(opcode), opcode.IsAnswer() ? "answer" : opcode.IsPush() ? "push" : "request", "§" + Catalog.Find(opcode)!.Section)));
    }

    [Test]
    public void Its_error_table_is_the_codes()
    {
        List<string[]> rows = [.. Rows("7.1").Where(cells => Digits().IsMatch(cells[0]))];
        rows.ToDictionary(cells => int.Parse(cells[0], CultureInfo.InvariantCulture), cells => cells[1].Trim('`'))
            .Should().BeEquivalentTo(Enum.GetValues<ErrorCode>().Where(code => code != ErrorCode.None).ToDictionary(code => (int)code, code => code.Word()));
        rows.Should().OnlyContain(cells => cells[2] == "E" || cells[2] == "G" || cells[2] == "E G" || cells[2] == "–");
        rows.Should().OnlyContain(cells => cells[3] == "final" || cells[3] == "later");
        rows.Where(cells => int.Parse(cells[0], CultureInfo.InvariantCulture) > 100).Should().OnlyContain(cells => cells[2] == "G");
    }

    [Test]
    public void Its_limits_are_the_codes()
    {
        Dictionary<string, long> rows = Rows("10").Where(cells => cells[0].StartsWith('`'))
            .ToDictionary(cells => cells[0].Trim('`'), cells => long.Parse(cells[1], CultureInfo.InvariantCulture));
        rows.Should().BeEquivalentTo(typeof(Limits).GetFields(BindingFlags.Public | BindingFlags.Static)
            .ToDictionary(field => field.Name, field => Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)));
    }

    [TestCaseSource(typeof(CompletenessTests), nameof(CompletenessTests.Known))]
    public void Each_opcode_is_described_in_the_section_that_the_catalog_names(Opcode opcode)
    {
        string section = Catalog.Find(opcode)!.Section;
        Lines.Should().Contain(line => Regex.IsMatch(line, $@"^##+ {Regex.Escape(section)} "));
        Section(section).Should().Contain(line => Regex.IsMatch(line, $@"\b{Catalog.NameOf(opcode)}\b"));
    }

    [TestCaseSource(typeof(CompletenessTests), nameof(CompletenessTests.Known))]
    public void Each_field_of_each_opcode_is_named_in_its_section(Opcode opcode)
    {
        string text = string.Join('\n', Section(Catalog.Find(opcode)!.Section));
        bool hasSummary = text.Contains("§5.13", StringComparison.Ordinal) || opcode is Opcode.LoginAnswer or Opcode.ResumeAnswer;
        if (hasSummary)
            text += string.Join('\n', Section("5.13"));
        if (text.Contains("as REGISTER", StringComparison.Ordinal))
            text += string.Join('\n', Section("5.3"));
        // Whoever takes its fields from another section says so there: "as in §5.21", "as GROUP_CREATE (§5.21)".
        foreach (Match other in AsIn().Matches(text))
            text += string.Join('\n', Section(other.Groups[1].Value));
        if (opcode == Opcode.Goodbye)
            text += string.Join('\n', Section("7"));
        FieldNames names = new();
        foreach (Vector vector in VectorFiles.Good.Where(vector => vector.Opcode == opcode))
            Catalog.Find(opcode)!.Read(vector.Bytes.AsSpan(FrameHeader.Size), names);
        foreach (string name in names.Names)
            text.Should().Contain($"`{name}`", "{0} has that field", opcode);
    }

    [Test]
    public void Sections_that_the_code_refers_to_exist()
    {
        string[] sections = [.. Repository.SourceFiles()
            .SelectMany(file => Mention().Matches(File.ReadAllText(file)))
            .Select(mention => mention.Groups[1].Value).Distinct()];
        sections.Length.Should().BeGreaterThan(20);
        foreach (string section in sections)
            Lines.Should().Contain(line => Regex.IsMatch(line, $@"^##+ {Regex.Escape(section)} "), "the code refers to §{0}", section);
    }

    [Test]
    public void References_within_it_lead_somewhere()
    {
        foreach (Match reference in Lines.SelectMany(line => Reference().Matches(line)))
            Lines.Should().Contain(line => Regex.IsMatch(line, $@"^##+ {Regex.Escape(reference.Groups[1].Value)} "), "{0} is referred to", reference.Value);
    }

    [Test]
    public void Every_byte_of_the_worked_conversation_is_a_good_frame()
    {
        int frames = 0;
        foreach (byte[] block in HexBlocks())
        {
            ReadOnlySpan<byte> rest = block.AsSpan().StartsWith(Preamble.Bytes) ? block.AsSpan(Preamble.Size) : block;
            while (!rest.IsEmpty)
            {
                FrameExplanation frame = FrameExplainer.Explain(rest);
                frame.Fault.Should().BeNull("the frame {0} is an example", frame.Name);
                rest = rest[frame.Size..];
                frames++;
            }
        }
        frames.Should().BeGreaterThan(25);
    }

    private static IEnumerable<byte[]> HexBlocks()
    {
        List<byte>? block = null;
        foreach (string line in Section("11"))
        {
            if (line == "```")
            {
                if (block is not null)
                    yield return [.. block];
                block = block is null ? [] : null;
            }
            else
            {
                block?.AddRange(Convert.FromHexString(HexRow().Match(line).Value.Replace(" ", "", StringComparison.Ordinal)));
            }
        }
    }

    /// <summary>From a section's heading to the next one that is not below it.</summary>
    private static IEnumerable<string> Section(string number)
    {
        string depth = number.Contains('.', StringComparison.Ordinal) ? "###" : "##";
        return Lines.SkipWhile(line => !line.StartsWith($"{depth} {number} ", StringComparison.Ordinal))
            .TakeWhile((line, i) => i == 0 || !(line.StartsWith("## ", StringComparison.Ordinal) || line.StartsWith(depth + " ", StringComparison.Ordinal)));
    }

    private static IEnumerable<string[]> Rows(string section) =>
        Section(section).Where(line => line.StartsWith('|')).Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim()).ToArray());

    [GeneratedRegex("^[0-9]+$")]
    private static partial Regex Digits();

    [GeneratedRegex(@"PROTOCOL\.md §(\d+(?:\.\d+)?)")]
    private static partial Regex Mention();

    [GeneratedRegex(@"§(\d+(?:\.\d+)?)")]
    private static partial Regex Reference();

    [GeneratedRegex(@"\bas\s(?:in\s)?(?:[A-Z_]+\s)?\(?§(\d+\.\d+)")]
    private static partial Regex AsIn();

    [GeneratedRegex("^[0-9a-f]{2}(?: [0-9a-f]{2})*(?=  |$)")]
    private static partial Regex HexRow();

    private sealed partial class FieldNames : IFieldObserver
    {
        public HashSet<string> Names { get; } = [];

        public void OnField(string name, int offset, int size, FieldKind kind, ReadOnlySpan<byte> value)
        {
            if (kind != FieldKind.Reserved)
                Names.Add(Index().Replace(name, "[i]"));
        }

        [GeneratedRegex(@"\[\d+\]")]
        private static partial Regex Index();
    }
}
