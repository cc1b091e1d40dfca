using System.Text;
using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using TorchSharp;

namespace MoeNotebooks.Tests.Checkpoints;

/// <summary>Bad input, group B, 35 to 40: the index and the files it names.</summary>
public sealed class CheckpointIndexTests
{
    [Theory]
    [InlineData("[]", "is not a JSON object")]
    [InlineData("{", "is not valid JSON: ")]
    [InlineData("{}", "weight_map: is missing")]
    [InlineData("{\"weight_map\":[]}", "weight_map: must be an object from tensor names to file names")]
    [InlineData("{\"weight_map\":{\"a\":1}}", "a: must name its file as text")]
    [InlineData("{\"weight_map\":{\"a\":\"x\",\"a\":\"x\"}}", "a: the index names this tensor twice")]
    [InlineData("{\"weight_map\":{},\"weight_map\":{}}", "weight_map: appears twice")]
    [InlineData(
        "{\"weight_map\":{\"a\":\"../../etc/passwd\"}}",
        "a: its file name '../../etc/passwd' leads out of its folder"
    )]
    [InlineData("{\"weight_map\":{\"a\":\"/abs\"}}", "a: its file name '/abs' must be relative")]
    [InlineData("{\"weight_map\":{\"a\":\"C:\\\\x\"}}", "a: its file name 'C:\\x' must be relative")]
    [InlineData(
        "{\"weight_map\":{\"a\":\"\\\\\\\\host\\\\share\"}}",
        "a: its file name '\\\\host\\share' must be relative"
    )]
    [InlineData("{\"weight_map\":{\"a\":\"\"}}", "a: its file name '' is empty")]
    public void A_broken_index_is_named(string json, string problem) =>
        Should
            .Throw<MoeDataException>(() => CheckpointIndex.Parse("i.json", Encoding.UTF8.GetBytes(json)))
            .Message.ShouldStartWith("i.json: " + problem);

    [Fact]
    public void A_byte_order_mark_and_unknown_fields_are_accepted()
    {
        var index = CheckpointIndex.Parse(
            "i.json",
            Encoding.UTF8.GetBytes(
                "\uFEFF{\"metadata\":{\"total_size\":12,\"x\":[1]},\"y\":{},\"weight_map\":{\"a\":\"f\",\"b\":\"f\"}}"
            )
        );
        index.TotalSize.ShouldBe(12);
        index.Files.ShouldBe(["f"]);
    }

    [Fact]
    public void All_missing_files_are_listed()
    {
        using var world = new ShardedFolder();
        File.Delete(world.Path("one.safetensors"));
        File.Delete(world.Path("two.safetensors"));
        Should
            .Throw<MoeMissingException>(() => world.Open())
            .Message.ShouldBe(
                $"{world.Index}: names 2 files that are not in the folder: one.safetensors, two.safetensors. Download the model again"
            );
    }

    [Fact]
    public void A_tensor_that_is_not_where_the_index_says_is_named()
    {
        using var world = new ShardedFolder();
        world.WriteIndex(("a", "one.safetensors"), ("b", "two.safetensors"), ("c", "two.safetensors"));
        Should
            .Throw<MoeDataException>(() => world.Open())
            .Message.ShouldBe(
                $"{world.Index}: weight_map: 1 tensors are not in the file that the index names for them: c (in two.safetensors)"
            );
    }

    [Fact]
    public void A_tensor_in_two_files_is_named()
    {
        using var world = new ShardedFolder();
        world.WriteShard("two.safetensors", "a", "b");
        Should
            .Throw<MoeDataException>(() => world.Open())
            .Message.ShouldBe(
                $"{world.Index}: weight_map: 1 tensors are in two files: a (one.safetensors and two.safetensors)"
            );
    }

    [Fact]
    public void A_tensor_that_the_index_leaves_out_is_named()
    {
        using var world = new ShardedFolder();
        world.WriteShard("two.safetensors", "b", "extra");
        Should
            .Throw<MoeDataException>(() => world.Open())
            .Message.ShouldBe(
                $"{world.Index}: weight_map: 1 tensors are in the files but not in the index: extra (two.safetensors)"
            );
    }

    [Fact]
    public void A_wrong_total_is_a_notice()
    {
        using var world = new ShardedFolder();
        world.WriteIndex(7, ("a", "one.safetensors"), ("b", "two.safetensors"));
        using var checkpoint = world.Open();
        checkpoint.Notices.ShouldBe([$"{world.Index}: total_size is 7, the files hold 8 bytes of tensors"]);
    }

    [Fact]
    public void Files_that_the_index_does_not_name_are_not_opened()
    {
        using var world = new ShardedFolder();
        foreach (var name in new[] { "model.safetensors", "consolidated.safetensors", "pytorch_model.bin" })
        {
            File.WriteAllText(world.Path(name), "not weights");
        }

        using var checkpoint = world.Open();
        checkpoint.Names.ShouldBe(["a", "b"], ignoreOrder: true);
    }

    [Fact]
    public void Links_may_lead_out_of_a_hub_cache_only_into_its_blobs()
    {
        using var world = new ShardedFolder();
        using var other = new TemporaryFolder();
        File.Move(world.Path("one.safetensors"), other["blob"]);
        File.CreateSymbolicLink(world.Path("one.safetensors"), other["blob"]);
        Should
            .Throw<MoeDataException>(() => world.Open())
            .Message.ShouldBe(
                $"{world.Folder}: one.safetensors: is a link out of the folder, to {other["blob"]}. Copy the file into the folder"
            );

        var snapshot = other["models--a--b/snapshots/rev"];
        Directory.CreateDirectory(other["models--a--b/blobs"]);
        Directory.CreateDirectory(snapshot);
        File.Copy(world.Index, Path.Combine(snapshot, CheckpointIndex.FileName));
        foreach (var name in new[] { "one", "two" })
        {
            File.Copy(world.Path(name + ".safetensors"), other["models--a--b/blobs/" + name]);
            File.CreateSymbolicLink(Path.Combine(snapshot, name + ".safetensors"), "../../blobs/" + name);
        }

        using (var checkpoint = Checkpoint.Open(snapshot))
        {
            checkpoint.Names.Count.ShouldBe(2);
        }

        File.Delete(Path.Combine(snapshot, "one.safetensors"));
        File.CreateSymbolicLink(Path.Combine(snapshot, "one.safetensors"), "../../../blob");
        Should
            .Throw<MoeDataException>(() => Checkpoint.Open(snapshot))
            .Message.ShouldContain("one.safetensors: is a link out of the folder");
        File.Delete(Path.Combine(snapshot, "one.safetensors"));
        File.CreateSymbolicLink(Path.Combine(snapshot, "one.safetensors"), "one.safetensors");
        Should.Throw<MoeException>(() => Checkpoint.Open(snapshot));
    }

    [Fact]
    public void A_folder_without_weights_says_what_it_lacks()
    {
        using var folder = new TemporaryFolder();
        Should
            .Throw<MoeMissingException>(() => Checkpoint.Open(folder["none"]))
            .Message.ShouldBe($"{folder["none"]}: there is no such folder");
        Should
            .Throw<MoeMissingException>(() => Checkpoint.Open(folder.Path))
            .Message.ShouldBe($"{folder.Path}: holds neither model.safetensors.index.json nor model.safetensors");
        folder.Write("pytorch_model.bin", "x");
        Should
            .Throw<MoeMissingException>(() => Checkpoint.Open(folder.Path))
            .Message.ShouldEndWith("Pickled weights (*.bin) are never opened: convert them to safetensors");
    }

    [Fact]
    public void A_model_of_many_files_opens_under_few_handles_and_one_byte_changes_the_digest()
    {
        using var world = new ShardedFolder();
        using var checkpoint = world.Open();
        var digest = checkpoint.Digest;
        digest.Length.ShouldBe(64);
        checkpoint.Digest.ShouldBe(digest);
        var bytes = File.ReadAllBytes(world.Path("two.safetensors"));
        bytes[^1] ^= 1;
        File.WriteAllBytes(world.Path("two.safetensors"), bytes);
        using var changed = world.Open();
        changed.Digest.ShouldNotBe(digest);
        Should.Throw<MoeDataException>(checkpoint.VerifyUnchanged).Message.ShouldContain("was changed while in use");
    }

    /// <summary>Two files of one tensor each, and their index.</summary>
    private sealed class ShardedFolder : IDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public ShardedFolder()
        {
            WriteShard("one.safetensors", "a");
            WriteShard("two.safetensors", "b");
            WriteIndex(("a", "one.safetensors"), ("b", "two.safetensors"));
        }

        public string Folder => _folder.Path;

        public string Index => _folder[CheckpointIndex.FileName];

        public string Path(string name) => _folder[name];

        public Checkpoint Open() => Checkpoint.Open(_folder.Path);

        public void WriteShard(string name, params string[] tensors)
        {
            using var one = torch.ones(1);
            SafetensorsWriter.Write(_folder[name], tensors.Select(tensor => new NamedTensor(tensor, one)));
        }

        public void WriteIndex(params (string Tensor, string File)[] map) => WriteIndex(4 * map.Length, map);

        public void WriteIndex(long total, params (string Tensor, string File)[] map) =>
            _folder.Write(
                CheckpointIndex.FileName,
                $"{{\"metadata\":{{\"total_size\":{total}}},\"weight_map\":{{{string.Join(",", map.Select(pair => $"\"{pair.Tensor}\":\"{pair.File}\""))}}}}}"
            );

        public void Dispose() => _folder.Dispose();
    }
}
