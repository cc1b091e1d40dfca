using MoeNotebooks.Errors;
using MoeNotebooks.Evaluation.Journals;

namespace MoeNotebooks.Tests.Evaluation.Journals;

public sealed class JournalFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_empty_file_becomes_a_store()
    {
        using var journal = Journal.Open(_folder.Write("a.db", ""));
        journal.Add([JournalTests.Entry("i")]);

        journal.Notices.ShouldBeEmpty();
        Directory.GetFiles(_folder.Path, "*.bak").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("notes to myself, and nothing else")]
    [InlineData(
        "SQLite format 3\0 but the rest is not one, though it is long enough to be taken for a header at first sight......."
    )]
    public void A_file_that_is_no_database_is_set_aside_and_said(string content)
    {
        var path = _folder.Write("a.db", content);
        using (var journal = Journal.Open(path))
        {
            journal
                .Notices.ShouldHaveSingleItem()
                .ShouldBe($"{path}: is not a database; it was set aside as a.db.bak and a new store begun");
            journal.Add([JournalTests.Entry("i")]).ShouldBe(1);
        }

        File.ReadAllText(path + ".bak").ShouldBe(content);
    }

    [Fact]
    public void A_second_damaged_file_does_not_overwrite_the_first()
    {
        _folder.Write("a.db.bak", "first");
        using var journal = Journal.Open(_folder.Write("a.db", new byte[5000]));

        File.ReadAllText(_folder["a.db.bak"]).ShouldBe("first");
        File.Exists(_folder["a.db.bak1"]).ShouldBeTrue();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_page_of_zeros_is_noticed_and_set_aside(int page)
    {
        var path = Filled("a.db", 200);
        var bytes = File.ReadAllBytes(path);
        Array.Clear(bytes, 4096 * page, 4096);
        File.WriteAllBytes(path, bytes);

        using var journal = Journal.Open(path);
        journal.Notices.ShouldHaveSingleItem().ShouldContain("set aside as a.db.bak");
        journal.Tasks().ShouldBeEmpty();
    }

    /// <summary>
    /// Found by fuzzing: conditions added next took the number of those that were gone, and their answers.
    /// </summary>
    [Fact]
    public void Answers_without_their_conditions_are_noticed_and_set_aside()
    {
        var path = Filled("a.db", 40);
        Sql.Run(path, "PRAGMA foreign_keys = OFF; DELETE FROM condition");
        using var journal = Journal.Open(path);
        journal
            .Notices.ShouldHaveSingleItem()
            .ShouldBe($"{path}: is damaged; it was set aside as a.db.bak and a new store begun");
        journal.Add([JournalTests.Entry("i")]).ShouldBe(1);
        journal.Tasks().ShouldHaveSingleItem().Items.ShouldBe(1);
    }

    /// <summary>Found by fuzzing: two answers to one question, which no index of a whole file can hold.</summary>
    [Fact]
    public void An_answer_that_is_there_twice_is_noticed_and_set_aside()
    {
        var path = Filled("a.db", 9);
        var bytes = File.ReadAllBytes(path);
        bytes.AsSpan(bytes.AsSpan().IndexOf("rather long name 7"u8), 18)[17] = (byte)'6';
        File.WriteAllBytes(path, bytes);
        using var journal = Journal.Open(path);
        journal
            .Notices.ShouldHaveSingleItem()
            .ShouldBe($"{path}: is damaged; it was set aside as a.db.bak and a new store begun");
    }

    [Fact]
    public void A_file_cut_anywhere_is_whole_set_aside_or_an_error_of_ours()
    {
        var whole = File.ReadAllBytes(Filled("whole.db", 60));
        for (var length = 0; length <= whole.Length; length += Math.Max(1, whole.Length / 40))
        {
            using var folder = new TemporaryFolder();
            using var journal = Journal.Open(folder.Write("a.db", whole[..length]));
            (journal.Notices.Count == 1 || journal.Tasks().Sum(task => task.Items) is 0 or 60).ShouldBeTrue(
                $"cut at {length}"
            );
        }
    }

    [Fact]
    public void An_older_schema_is_migrated_with_its_answers()
    {
        var path = _folder["old.db"];
        Sql.Run(
            path,
            """
            CREATE TABLE condition (id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, model_name TEXT NOT NULL, first_utc TEXT NOT NULL);
            CREATE TABLE answer (
                condition INTEGER NOT NULL REFERENCES condition (id), task TEXT NOT NULL, item TEXT NOT NULL, item_index INTEGER NOT NULL,
                choices TEXT NOT NULL, accuracy REAL, accuracy_norm REAL, failure TEXT,
                PRIMARY KEY (condition, task, item)) WITHOUT ROWID;
            PRAGMA application_id = 1836016970; PRAGMA user_version = 1;
            """
        );
        var old = JournalTests.Conditions.Key.Replace(
            ",\"device\":\"cpu\",\"expertBackend\":null",
            string.Empty,
            StringComparison.Ordinal
        );
        Sql.Run(path, $"INSERT INTO condition VALUES (1, '{old}', 'mini', '2026-01-01')");
        Sql.Run(path, "INSERT INTO answer VALUES (1, 'rte', 'i', 0, '[[-1,1],[-9,0]]', 1, NULL, NULL)");

        using var journal = Journal.Open(path);
        journal.Read(JournalTests.Conditions, "rte").ShouldBeEmpty(); // who knows what it was computed on
        var known = JournalTests.Conditions with { Device = "not recorded" };
        journal.Read(known, "rte")["i"].Accuracy.ShouldBe(1);
        var run = journal.Tasks().ShouldHaveSingleItem().Run;
        (run.Conditions.Key, run.ModelName, run.Imported, run.Details).ShouldBe((known.Key, "mini", false, "{}"));
        Sql.Text(path, "PRAGMA user_version").ShouldBe("3");
    }

    [Theory]
    [InlineData(99)]
    [InlineData(-1)]
    public void A_newer_schema_is_refused_and_left_as_it_is(int version)
    {
        var path = Filled("a.db", 1);
        Sql.Run(path, $"PRAGMA user_version = {version}");

        Should
            .Throw<MoeDataException>(() => Journal.Open(path))
            .Message.ShouldContain($"schema: is version {version}, this program knows 0 to 3");
        Sql.Text(path, "SELECT count(*) FROM answer").ShouldBe("1");
    }

    /// <summary>
    /// A trigger would run when an answer is saved, and could take it away again; a flipped bit can make a key no key.
    /// </summary>
    [Theory]
    [InlineData("CREATE TRIGGER t AFTER INSERT ON answer BEGIN DELETE FROM answer; END")]
    [InlineData("CREATE VIEW v AS SELECT * FROM answer")]
    [InlineData("ALTER TABLE answer DROP COLUMN failure")]
    [InlineData(
        "PRAGMA writable_schema = ON; UPDATE sqlite_master SET sql = replace(sql, 'PRIMARY', 'PRIMAZY') WHERE name = 'condition'"
    )]
    public void A_store_of_other_tables_is_refused_and_left_as_it_is(string sql)
    {
        var path = Filled("a.db", 1);
        Sql.Run(path, sql);
        Should
            .Throw<MoeDataException>(() => Journal.Open(path))
            .Message.ShouldContain("schema: its tables are not as this program makes them");
        Sql.Text(path, "SELECT count(*) FROM answer").ShouldBe("1");
    }

    [Fact]
    public void Another_programs_database_is_refused_and_left_as_it_is()
    {
        Sql.Run(_folder["other.db"], "CREATE TABLE t (x)");
        var before = File.ReadAllBytes(_folder["other.db"]);

        Should
            .Throw<MoeDataException>(() => Journal.Open(_folder["other.db"]))
            .Message.ShouldContain("another program's SQLite database");
        File.ReadAllBytes(_folder["other.db"]).ShouldBe(before);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_log_without_its_file_is_an_error(bool emptyMain)
    {
        _folder.Write("a.db-wal", new byte[100]);
        if (emptyMain)
        {
            _folder.Write("a.db", "");
        }

        Should
            .Throw<MoeDataException>(() => Journal.Open(_folder["a.db"]))
            .Message.ShouldContain("write-ahead log (a.db-wal, 100 bytes)");
        File.Exists(_folder["a.db-wal"]).ShouldBeTrue();
    }

    [Fact]
    public void A_file_whose_log_is_lost_has_every_answer_committed()
    {
        using var journal = Journal.Open(_folder["a.db"]);
        journal.Add([JournalTests.Entry("i")]);
        journal.Add([JournalTests.Entry("j")]);
        File.Copy(_folder["a.db"], _folder["copy.db"]); // as if the process had died now and the log been deleted

        using var copy = Journal.Open(_folder["copy.db"]);
        copy.Notices.ShouldBeEmpty();
        copy.Read(JournalTests.Conditions, "rte").Count.ShouldBe(2);
    }

    [Fact]
    public void A_log_left_by_a_crash_is_recovered_and_a_strange_one_ignored()
    {
        using (var journal = Journal.Open(_folder["a.db"]))
        {
            journal.Add([JournalTests.Entry("i")]);
            File.Copy(_folder["a.db"], _folder["crashed.db"]);
            File.Copy(_folder["a.db-wal"], _folder["crashed.db-wal"]);
        }

        _folder.Write("strange.db", File.ReadAllBytes(_folder["crashed.db"]));
        _folder.Write("strange.db-wal", "this is not a log, whatever its name says");
        foreach (var name in new[] { "crashed.db", "strange.db" })
        {
            using var again = Journal.Open(_folder[name]);
            again.Read(JournalTests.Conditions, "rte").ShouldContainKey("i");
        }
    }

    [Fact]
    public void A_store_that_must_be_there_and_is_not() =>
        Should
            .Throw<MoeMissingException>(() => Journal.Open(_folder["no.db"], new JournalOptions { Create = false }))
            .Message.ShouldContain("there is no such store");

    private string Filled(string name, int answers)
    {
        using var journal = Journal.Open(_folder[name]);
        journal.Add([
            .. Enumerable.Range(0, answers).Select(i => JournalTests.Entry($"item with a rather long name {i}")),
        ]);
        return _folder[name];
    }
}
