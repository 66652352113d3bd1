using FluentAssertions;
using Messenger.Server.Search;
using Messenger.Server.Storage;
using Messenger.Tests.Support;
using Microsoft.Data.Sqlite;
using NUnit.Framework;

namespace Messenger.Tests.Server.Search;

/// <summary>The file: kept, private, and made anew when it is of no use.</summary>
internal sealed class SearchFileTests : SearchTest
{
    private string _path = null!;

    [SetUp]
    public void MakeDirectory() => _path = Path.Combine(NewDirectory(), SearchIndex.FileName);

    [Test]
    public void An_index_is_kept_with_its_cursor()
    {
        Fill(30);

        SearchIndex index = Open(_path, new SearchLimits { VolumeMessages = 10 });

        index.Cursor.Should().Be(30);
        Find(index, "soup", Of(Alice)).Should().HaveCount(30);
        Put(index, Direct(31, Alice, Bob, "soup"), Direct(7, Alice, Bob, "bread") with { Number = 32 });
        Find(index, "soup", Of(Alice)).Should().HaveCount(30);
        Log.Should().BeEmpty();
    }

    [Test]
    public void Its_files_are_for_their_owner_only()
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("no file modes");
        SearchIndex index = Open(_path);
        Put(index, Direct(1, Alice, Bob, "soup"));

        foreach (string file in Directory.GetFiles(Path.GetDirectoryName(_path)!))
            File.GetUnixFileMode(file).Should().Be(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
    }

    [Test]
    public void The_index_of_another_store_is_made_anew()
    {
        Fill(3);

        using SearchIndex index = new(_path, Guid.NewGuid(), Say);

        index.Cursor.Should().Be(0);
        Find(index, "soup", Of(Alice)).Should().BeEmpty();
        Log.Should().Equal("the search index is made anew: it is of another store");
    }

    [TestCase("UPDATE state SET version = 99", "it is of another version of this program")]
    [TestCase("UPDATE state SET cursor = 2", "it is damaged (its state is not what was written)")]
    [TestCase("DROP TABLE state", "it is damaged (no such table: state*")]
    [TestCase("DROP TABLE days", "it is damaged (no such table: days*")]
    public void What_was_written_by_something_else_is_made_anew(string change, string reason)
    {
        Fill(3);
        Execute(change);

        SearchIndex index = Open(_path);

        index.Cursor.Should().Be(0);
        Log.Should().ContainSingle().Which.Should().Match($"the search index is made anew: {reason}");
        Put(index, Direct(1, Alice, Bob, "soup"));
        Find(index, "soup", Of(Alice)).Should().Equal(1UL);
    }

    [TestCase("this is no database, and it is longer than the header of one would be: one hundred bytes and some more")]
    [TestCase("x")]
    [TestCase("")]
    public void A_file_that_is_no_index_is_made_anew(string content)
    {
        File.WriteAllText(_path, content);

        SearchIndex index = Open(_path);

        Put(index, Direct(1, Alice, Bob, "soup"));
        Find(index, "soup", Of(Alice)).Should().Equal(1UL);
    }

    [Test]
    public void Bits_that_turn_never_do_worse_than_a_wrong_answer([Range(1, 4)] int seed)
    {
        Fill(400);
        byte[] whole = File.ReadAllBytes(_path);
        Random random = new(seed);
        int noticed = 0;
        for (int i = 0; i < 40; i++)
        {
            byte[] bad = (byte[])whole.Clone();
            if (i % 4 == 0)
                bad = bad[..random.Next(bad.Length)];
            else
                bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            noticed += Survives(bad) ? 0 : 1;
        }
        noticed.Should().BeGreaterThan(4, "else nothing was hit");
    }

    [Test]
    public void Damage_that_a_search_meets_is_said_and_the_index_made_anew()
    {
        Fill(400);
        byte[] bytes = File.ReadAllBytes(_path);
        // All but the schema and what is read at start.
        Array.Fill(bytes, (byte)0xA5, bytes.Length / 2, bytes.Length - bytes.Length / 2);
        File.WriteAllBytes(_path, bytes);
        SearchIndex index = Open(_path);
        int madeAnew = 0;
        index.MadeAnew += () => madeAnew++;

        for (int i = 0; i < 400 && madeAnew == 0; i++)
        {
            try
            {
                index.Find(Query($"word{i}"), Of(Alice), before: 0, most: 10);
            }
            catch (StoreException error)
            {
                error.Message.Should().Be("the search index was damaged and is being made anew");
            }
        }

        madeAnew.Should().Be(1);
        Log.Should().ContainSingle().Which.Should().StartWith("the search index is made anew: it is damaged");
        index.Cursor.Should().Be(0);
        Put(index, Direct(1, Alice, Bob, "soup"));
        Find(index, "soup", Of(Alice)).Should().Equal(1UL);
    }

    [Test]
    public void Where_no_file_can_be_made_there_is_no_search_until_there_can()
    {
        string directory = Path.Combine(NewDirectory(), "not there yet");
        SearchIndex index = Open(Path.Combine(directory, SearchIndex.FileName));

        Log.Should().ContainSingle().Which.Should().StartWith("the search index cannot be opened: ");
        index.Invoking(it => it.Find(Query("soup"), Of(Alice), 0, 1)).Should().Throw<StoreException>();
        index.Invoking(it => it.Apply([Direct(1, Alice, Bob, "soup")], 1)).Should().Throw<StoreException>();
        Directory.CreateDirectory(directory);
        Put(index, Direct(1, Alice, Bob, "soup"));
        Find(index, "soup", Of(Alice)).Should().Equal(1UL);
    }

    [Test]
    public async Task Searches_see_whole_chunks_while_others_are_written([Values] bool inMemory)
    {
        SearchIndex index = Open(inMemory ? null : _path, new SearchLimits { VolumeMessages = 100 });
        using CancellationTokenSource done = new();
        int[] searches = new int[3];
        Task[] readers = [.. Enumerable.Range(0, searches.Length).Select(reader => Task.Run(() =>
        {
            for (; !done.IsCancellationRequested; Interlocked.Increment(ref searches[reader]))
                (index.Find(Query("soup"), Of(Alice), before: 0, most: 200).Numbers.Count % 5).Should().Be(0);
        }))];

        ulong last = 0;
        while (searches.Min() < 30 && !readers.Any(reader => reader.IsCompleted))
            Put(index, [.. Enumerable.Range(0, 5).Select(_ => Direct(++last, Alice, Bob, "soup"))]);
        await done.CancelAsync();

        await Task.WhenAll(readers).Within("the readers");
        Find(index, "soup", Of(Alice)).Should().HaveCount((int)last);
    }

    private void Fill(int messages)
    {
        using SearchIndex index = new(_path, Store, Say, new SearchLimits { VolumeMessages = 10_000 });
        Put(index, [.. Enumerable.Range(1, messages).Select(i => Direct((ulong)i, Alice, Bob, $"soup word{i} of day{i % 7}"))]);
    }

    private void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={_path};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Works with a file for a while.</summary>
    /// <returns>False when the index was made anew.</returns>
    private bool Survives(byte[] content)
    {
        string path = Path.Combine(NewDirectory(), SearchIndex.FileName);
        File.WriteAllBytes(path, content);
        bool anew = false;
        using SearchIndex index = new(path, Store, _ => anew = true);
        foreach (string query in new[] { "soup", "word17", "day3 word24", "wor*", "\"of day6\"", "from:alice" })
        {
            try
            {
                index.Find(Query(query), Of(Alice, new ReadableGroup(Lunch, 3)), before: 0, most: 50);
            }
            catch (StoreException)
            {
                anew.Should().BeTrue();
            }
        }
        ulong next = Math.Max(index.Cursor, 400) + 1;
        for (ulong i = next; i < next + 5; i++)
        {
            if (!index.Apply([Direct(i, Alice, Bob, "later"), Direct(i - 300, Alice, Bob, "changed") with { Number = i }], i))
                anew.Should().BeTrue();
        }
        Find(index, "later", Of(Alice)).Should().NotBeEmpty();
        return !anew;
    }
}
