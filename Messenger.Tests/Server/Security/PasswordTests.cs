using System.Security.Cryptography;
using System.Text;
using FluentAssertions;
using Messenger.Server.Security;
using Messenger.Tests.Support;
using NUnit.Framework;

namespace Messenger.Tests.Server.Security;

[Parallelizable(ParallelScope.All)]
internal sealed class PasswordTests
{
    [Test]
    public void Composed_and_decomposed_letters_are_one_password()
    {
        byte[]? composed = PasswordText.Normalize("caf\u00E9-caf\u00E9"u8);
        byte[]? decomposed = PasswordText.Normalize("cafe\u0301-cafe\u0301"u8);

        composed.Should().NotBeNull();
        decomposed.Should().Equal(composed);
    }

    [TestCase(7, false)]
    [TestCase(8, true)]
    [TestCase(256, true)]
    [TestCase(257, false)]
    [TestCase(1_000_000, false)]
    public void A_password_has_8_to_256_bytes(int bytes, bool allowed) =>
        (PasswordText.Normalize(Encoding.ASCII.GetBytes(new string('x', bytes))) is not null).Should().Be(allowed);

    [Test]
    public void Length_counts_after_normalisation()
    {
        // 128 times two letters that become one of two bytes each: 384 bytes before, 256 after.
        PasswordText.Normalize(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("e\u0301", 128)))).Should().HaveCount(256);
        PasswordText.Normalize(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("e\u0301", 129)))).Should().BeNull();
        // Nine bytes that become six.
        PasswordText.Normalize("e\u0301e\u0301e\u0301"u8).Should().BeNull();
    }

    [TestCase(new byte[] { 0xC3, 0x28, 65, 65, 65, 65, 65, 65, 65 })]
    [TestCase(new byte[] { 0xED, 0xA0, 0x80, 65, 65, 65, 65, 65, 65 })]
    [TestCase(new byte[] { 0xC0, 0xAF, 65, 65, 65, 65, 65, 65, 65 })]
    [TestCase(new byte[] { 65, 65, 65, 65, 65, 65, 65, 65, 0xE2, 0x82 })]
    public void What_is_not_utf8_is_no_password(byte[] bytes) => PasswordText.Normalize(bytes).Should().BeNull();

    [Test]
    public void No_character_of_unicode_is_too_much_for_it()
    {
        for (int value = 0; value <= 0x10FFFF; value++)
        {
            if (Rune.IsValid(value))
                FluentActions.Invoking(() => PasswordText.Normalize(Encoding.UTF8.GetBytes("12345678" + new Rune(value)))).Should().NotThrow();
            if (value == 0x30000)
                value = 0xDFFFF;
        }
    }

    [Test]
    public async Task A_hash_knows_its_password_and_no_other()
    {
        using PasswordHasher hasher = new(rounds: 3);
        PasswordRecord record = (await hasher.HashAsync("password"u8.ToArray()))!;

        (await hasher.VerifyAsync("password"u8.ToArray(), record)).Should().BeTrue();
        (await hasher.VerifyAsync("Password"u8.ToArray(), record)).Should().BeFalse();
        (await hasher.VerifyAsync([], record)).Should().BeFalse();
        (await hasher.VerifyAsync("password"u8.ToArray(), null)).Should().BeFalse("nobody has no password");
    }

    [Test]
    public async Task Equal_passwords_have_different_records()
    {
        using PasswordHasher hasher = new(rounds: 3);
        PasswordRecord a = (await hasher.HashAsync("password"u8.ToArray()))!;
        PasswordRecord b = (await hasher.HashAsync("password"u8.ToArray()))!;

        a.Salt.Should().NotEqual(b.Salt);
        a.Hash.Should().NotEqual(b.Hash);
    }

    [Test]
    public async Task The_line_is_bounded_and_who_finds_it_full_is_told()
    {
        using PasswordHasher hasher = new(rounds: 2_000);
        Task<PasswordRecord?>[] all = [.. Enumerable.Range(0, 2_000).Select(_ => hasher.HashAsync("password"u8.ToArray()))];

        PasswordRecord?[] records = await Task.WhenAll(all).Within("the hashes");

        records.Should().Contain(record => record == null, "2,000 do not fit in the line");
        records.Count(record => record != null).Should().BeGreaterThanOrEqualTo(PasswordHasher.LineLength);
    }

    [Test]
    public async Task Stopping_sends_the_line_home()
    {
        using PasswordHasher hasher = new(rounds: 1_000_000);
        Task<PasswordRecord?>[] all = [.. Enumerable.Range(0, 200).Select(_ => hasher.HashAsync("password"u8.ToArray()))];

        hasher.Stop();

        PasswordRecord?[] records = await Task.WhenAll(all).Within("the line to be gone");
        records.Count(record => record is null).Should().BeGreaterThan(100);
    }

    [Test]
    public void A_record_says_how_it_was_made_and_reads_back()
    {
        PasswordRecord record = new(210_000, [1, 2, 3], [4, 5, 6]);

        string text = record.Serialize();

        text.Should().Be("pbkdf2-sha512$210000$AQID$BAUG");
        PasswordRecord read = PasswordRecord.Parse(text);
        read.Rounds.Should().Be(210_000);
        read.Salt.Should().Equal(1, 2, 3);
        read.Hash.Should().Equal(4, 5, 6);
    }

    [TestCase("")]
    [TestCase("md5$1$AQID$BAUG")]
    [TestCase("pbkdf2-sha512$0$AQID$BAUG")]
    [TestCase("pbkdf2-sha512$x$AQID$BAUG")]
    [TestCase("pbkdf2-sha512$1$AQID")]
    [TestCase("pbkdf2-sha512$1$!$BAUG")]
    public void What_is_no_record_is_refused(string text) =>
        FluentActions.Invoking(() => PasswordRecord.Parse(text)).Should().Throw<FormatException>();

    [Test]
    public void A_record_prints_no_secret() => new PasswordRecord(1, [1], [2]).ToString().Should().Be("pbkdf2-sha512");

    [Test]
    public void Hashes_are_those_of_pbkdf2_with_hmac_sha512()
    {
        using PasswordHasher hasher = new(rounds: 1000);
        PasswordRecord record = hasher.HashAsync("password"u8.ToArray()).GetAwaiter().GetResult()!;

        record.Salt.Should().HaveCount(16);
        record.Hash.Should().Equal(Rfc2898DeriveBytes.Pbkdf2("password"u8, record.Salt, 1000, HashAlgorithmName.SHA512, 64));
    }
}
