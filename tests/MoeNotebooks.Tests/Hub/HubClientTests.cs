using MoeNotebooks.Checkpoints;
using MoeNotebooks.Errors;
using MoeNotebooks.Hub;
using MoeNotebooks.Progress;
using MoeNotebooks.Tests.Checkpoints;

namespace MoeNotebooks.Tests.Hub;

public sealed class HubClientTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Files_lie_as_Hugging_Face_tools_lay_them_and_are_not_fetched_twice(bool listsBlobs)
    {
        using var world = new HubWorld();
        world.Hub.ListsBlobs = listsBlobs;
        world.Hub.Files["sub/a b#%.txt"] = "text"u8.ToArray();
        var folder = await world.DownloadAsync();
        world.ShouldBeWhole(folder);
        folder.ShouldBe(Path.Combine(world.Repository, "snapshots", FakeHub.Commit));
        File.ReadAllText(Path.Combine(world.Repository, "refs", "main")).ShouldBe(FakeHub.Commit);
        new FileInfo(Path.Combine(folder, HubWorld.Large)).LinkTarget.ShouldBe(
            "../../blobs/" + FakeHub.Identity(HubWorld.Large, world.Content)
        );
        new FileInfo(Path.Combine(folder, "sub/a b#%.txt")).LinkTarget!.ShouldStartWith("../../../blobs/");
        File.ReadAllText(Path.Combine(folder, "sub/a b#%.txt")).ShouldBe("text");
        var gets = world.Hub.CountOf("GET /org/name/resolve/");
        gets.ShouldBe(3);

        (await world.DownloadAsync()).ShouldBe(folder);

        world.Hub.CountOf("GET /org/name/resolve/").ShouldBe(gets);
    }

    [Fact]
    public async Task Files_that_another_tool_fetched_are_used()
    {
        using var world = new HubWorld();
        Directory.CreateDirectory(Path.GetDirectoryName(world.Blob)!);
        File.WriteAllBytes(world.Blob, world.Content);
        world.ShouldBeWhole(await world.DownloadAsync());
        world.Hub.CountOf("GET /org/name/resolve/" + FakeHub.Commit + "/" + HubWorld.Large).ShouldBe(0);
    }

    [Fact]
    public async Task Only_what_a_pattern_matches_is_fetched()
    {
        using var world = new HubWorld();
        var folder = await world.DownloadAsync(null, "*.json");
        Directory.GetFiles(folder).Select(Path.GetFileName).ShouldBe(["config.json"]);
        (await Should.ThrowAsync<MoeUsageException>(() => world.DownloadAsync(null, "*.bin"))).Message.ShouldBe(
            "--include: *.bin matches none of the 2 files of org/name. Names begin at the repository's root: '*.json'"
        );
    }

    [Fact]
    public async Task A_data_set_has_folders_of_its_own()
    {
        using var hub = new FakeHub { Kind = "datasets" };
        using var folder = new TemporaryFolder();
        hub.Files["data/test.parquet"] = [1, 2, 3];
        using var client = new HubClient(new HubOptions { Cache = new HubCache(folder.Path), Endpoint = hub.Address });
        var snapshot = await client.DownloadAsync(
            RepoType.Dataset,
            HubWorld.Id,
            "v1",
            [],
            ProgressReporter.Silent,
            TestContext.Current.CancellationToken
        );
        snapshot.ShouldBe(folder[$"datasets--org--name/snapshots/{FakeHub.Commit}"]);
        File.ReadAllBytes(Path.Combine(snapshot, "data/test.parquet")).ShouldBe([1, 2, 3]);
        File.ReadAllText(folder["datasets--org--name/refs/v1"]).ShouldBe(FakeHub.Commit);
    }

    [Fact]
    public async Task A_downloaded_checkpoint_opens_through_its_links()
    {
        using var world = new HubWorld();
        world.Hub.Files[HubWorld.Large] = SafetensorsSamples.File(
            """{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}""",
            1
        );
        using var checkpoint = Checkpoint.Open(await world.DownloadAsync());
        checkpoint.Names.ShouldBe(["a"]);
        checkpoint.ConfigText.ShouldBe("{}");
    }

    [Fact]
    public async Task Eight_downloads_at_once_cooperate()
    {
        using var world = new HubWorld();
        var folders = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => world.DownloadAsync()));
        folders.Distinct().Count().ShouldBe(1);
        world.ShouldBeWhole(folders[0]);
        world.Hub.CountOf("GET /org/name/resolve/" + FakeHub.Commit + "/" + HubWorld.Large).ShouldBe(1);
    }

    [Fact]
    public async Task Offline_says_what_is_in_the_cache()
    {
        using var world = new HubWorld();
        var online = world.Options;
        world.Options = online with { Offline = true };
        (await Should.ThrowAsync<MoeMissingException>(() => world.DownloadAsync())).Message.ShouldBe(
            $"HF_HUB_OFFLINE: is set, so nothing is downloaded; org/name (main): is not in the cache {world.Options.Cache.Root}. Get it with 'moe download org/name', online"
        );

        world.Options = online;
        var folder = await world.DownloadAsync("v1");
        world.Options = online with { Offline = true };

        (await world.DownloadAsync("v1")).ShouldBe(folder);
        (await Should.ThrowAsync<MoeMissingException>(() => world.DownloadAsync())).Message.ShouldBe(
            $"HF_HUB_OFFLINE: is set, so nothing is downloaded; org/name (main): is not in the cache; these revisions are: v1, {FakeHub.Commit}. Get it with 'moe download org/name', online"
        );
    }

    [Fact]
    public async Task Room_on_the_disk_is_checked_before_anything_is_fetched()
    {
        using var world = new HubWorld();
        world.Options = world.Options with { FreeSpace = _ => 1000 };
        (await Should.ThrowAsync<MoeDataException>(() => world.DownloadAsync())).Message.ShouldBe(
            $"{world.Repository}/blobs: the download needs 100002 bytes, the disk has 1000 free. Make room, or name another place by HF_HUB_CACHE"
        );
        world.Hub.CountOf("GET /org/").ShouldBe(0);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b")]
    [InlineData("c:x")]
    [InlineData("dot.")]
    [InlineData("space ")]
    [InlineData("sub/CON")]
    [InlineData("nul.txt")]
    [InlineData("a/../../b")]
    public async Task Names_that_escape_or_that_a_system_cannot_hold_are_refused(string name)
    {
        using var world = new HubWorld();
        world.Hub.Files[name] = [1];
        world.Hub.Files[new string('x', 300)] = [1];
        var message = (await Should.ThrowAsync<MoeDataException>(() => world.DownloadAsync())).Message;
        message.ShouldContain($"file name '{name}'");
        message.ShouldContain("has a part of 300 bytes; the limit is 255");
        Directory.Exists(world.Repository).ShouldBeFalse();
    }

    [Fact]
    public async Task An_unknown_revision_is_missing()
    {
        using var world = new HubWorld();
        (await Should.ThrowAsync<MoeMissingException>(() => world.DownloadAsync("v9"))).Message.ShouldBe(
            $"{world.Hub.Address}api/models/org/name/revision/v9: the hub has no such repository, revision or file"
        );
        (await Should.ThrowAsync<MoeUsageException>(() => world.DownloadAsync("../v9"))).Message.ShouldContain(
            "--revision: '../v9'"
        );
    }

    [Theory]
    [InlineData("name")]
    [InlineData("a/b/c")]
    [InlineData("../name")]
    [InlineData("org/na me")]
    [InlineData("org/")]
    [InlineData("org--x/name")]
    public void A_repository_is_named_by_two_plain_parts(string text) =>
        Should
            .Throw<MoeUsageException>(() => RepoId.Parse(text))
            .Message.ShouldBe(
                $"{text}: is not of the form ORG/NAME (letters, digits, '-', '_' and '.', at most 96 each)"
            );
}
