using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Tests.Checkpoints;

public sealed class ModelFolderTests
{
    [Fact]
    public void Text_is_read_without_its_byte_order_mark()
    {
        using var folder = new TemporaryFolder();
        folder.Write("config.json", "\uFEFF{\"é\":1}");
        ModelFolder.Open(folder.Path).ReadText("config.json").ShouldBe("{\"é\":1}");
    }

    [Fact]
    public void Text_in_another_encoding_is_refused()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("config.json", [(byte)'{', 0xe9, (byte)'}']);
        Should
            .Throw<MoeDataException>(() => ModelFolder.Open(folder.Path).ReadText("config.json"))
            .Message.ShouldBe($"{path}: is not UTF-8 (byte 1)");
    }

    [Fact]
    public void A_text_file_of_a_gigabyte_is_refused_unread()
    {
        using var folder = new TemporaryFolder();
        using (var file = File.Create(folder["config.json"]))
        {
            file.SetLength(1 << 30); // sparse
        }

        Should
            .Throw<MoeDataException>(() => ModelFolder.Open(folder.Path).ReadText("config.json"))
            .Message.ShouldBe($"{folder["config.json"]}: has 1073741824 bytes; the limit is 67108864");
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        using var folder = new TemporaryFolder();
        Should
            .Throw<MoeMissingException>(() => ModelFolder.Open(folder.Path).ReadText("config.json"))
            .Message.ShouldBe($"{folder["config.json"]}: there is no such file");
        folder.Write("file", "x");
        Should
            .Throw<MoeMissingException>(() => ModelFolder.Open(folder["file"]))
            .Message.ShouldBe($"{folder["file"]}: is a file; a model is a folder");
    }

    [Fact]
    public void A_folder_reached_by_a_link_is_the_folder()
    {
        using var folder = new TemporaryFolder();
        folder.Write("real/config.json", "{}");
        Directory.CreateSymbolicLink(folder["link"], "real");
        ModelFolder.Open(folder["link"]).ReadText("config.json").ShouldBe("{}");
    }

    [Fact]
    public void A_linked_folder_inside_may_not_lead_out()
    {
        using var folder = new TemporaryFolder();
        folder.Write("outside/secret", "x");
        Directory.CreateDirectory(folder["model"]);
        Directory.CreateSymbolicLink(folder["model/sub"], "../outside");
        Should
            .Throw<MoeDataException>(() => ModelFolder.Open(folder["model"]).FilePath("sub/secret"))
            .Message.ShouldBe(
                $"{folder["model"]}: sub/secret: is a link out of the folder, to {folder["outside/secret"]}. Copy the file into the folder"
            );
    }
}
