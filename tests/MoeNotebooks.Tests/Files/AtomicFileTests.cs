using MoeNotebooks.Files;

namespace MoeNotebooks.Tests.Files;

public sealed class AtomicFileTests
{
    [Fact]
    public void A_failed_write_leaves_the_old_content_and_no_other_file()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["a.txt"], "old");

        Should.Throw<IOException>(() => AtomicFile.Write(folder["a.txt"], stream =>
            {
                stream.WriteByte(1);
                throw new IOException("disk full");
            }));

        File.ReadAllText(folder["a.txt"]).ShouldBe("old");
        Directory.GetFiles(folder.Path).Length.ShouldBe(1);
    }

    /// <summary>A disk that is full after any number of bytes.</summary>
    [Fact]
    public void Without_room_at_any_byte_the_old_content_stays_and_room_is_all_that_it_needs()
    {
        using var folder = new TemporaryFolder();
        byte[] content = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        AtomicFile.WriteText(folder["a"], "old");
        for (var room = 0; room < content.Length; room++)
        {
            Should.Throw<IOException>(() =>
                AtomicFile.Write(folder["a"], stream => new FullDisk(stream, room).Write(content))
            );
            File.ReadAllText(folder["a"]).ShouldBe("old");
            Directory.GetFiles(folder.Path).ShouldHaveSingleItem();
        }

        AtomicFile.Write(folder["a"], stream => new FullDisk(stream, content.Length).Write(content));
        File.ReadAllBytes(folder["a"]).ShouldBe(content);
    }

    [Fact]
    public void What_a_killed_process_left_of_the_same_file_goes_after_a_day()
    {
        using var folder = new TemporaryFolder();
        foreach (
            var name in new[]
            {
                "a.txt.01234567.incomplete",
                "a.txt.76543210.incomplete",
                "b.txt.01234567.incomplete",
                "a.txt.incomplete",
            }
        )
        {
            File.SetLastWriteTimeUtc(
                folder.Write(name, "half"),
                DateTime.UtcNow.AddHours(name.StartsWith("a.txt.7", StringComparison.Ordinal) ? -23 : -25)
            );
        }

        AtomicFile.WriteText(folder["a.txt"], "whole");
        Directory
            .GetFiles(folder.Path)
            .Select(Path.GetFileName)
            .ShouldBe(
                ["a.txt", "a.txt.76543210.incomplete", "b.txt.01234567.incomplete", "a.txt.incomplete"],
                ignoreOrder: true
            );
    }

    [Fact]
    public void Writes_into_a_folder_that_is_not_there_yet()
    {
        using var folder = new TemporaryFolder();
        AtomicFile.WriteText(folder["new/a.txt"], "é");
        File.ReadAllBytes(folder["new/a.txt"]).ShouldBe([0xc3, 0xa9]);
    }

    [Theory]
    [InlineData(null, "new\nmore\n")]
    [InlineData("", "new\nmore\n")]
    [InlineData("old\n", "old\nnew\nmore\n")]
    [InlineData("old", "old\nnew\nmore\n")] // written by hand: what is added begins a line of its own
    public void Lines_are_added_behind_those_there_are(string? before, string after)
    {
        using var folder = new TemporaryFolder();
        if (before is not null)
        {
            File.WriteAllText(folder["a.jsonl"], before);
        }

        AtomicFile.AppendLines(folder["a.jsonl"], "new", "more");
        File.ReadAllText(folder["a.jsonl"]).ShouldBe(after);
    }

    private sealed class FullDisk(Stream under, int room) : MemoryStream
    {
        private int _room = room;

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            var taken = Math.Min(_room, buffer.Length);
            under.Write(buffer[..taken]);
            _room -= taken;
            if (taken < buffer.Length)
            {
                throw new IOException("No space left on device");
            }
        }
    }
}
