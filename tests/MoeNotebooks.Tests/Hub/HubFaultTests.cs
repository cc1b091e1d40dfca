using System.Diagnostics;
using System.Text;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Tests.Hub;

/// <summary>What a network and a server can do to a download (group G).</summary>
public sealed class HubFaultTests
{
    private const int Most = 99;

    [Fact]
    public async Task A_reset_at_99_percent_is_continued_where_it_broke()
    {
        using var world = new HubWorld();
        world.Spoil(1, (context, _, _) => FakeHub.SendAsync(context, world.Content, cutAt: 99_000));
        world.ShouldBeWhole(await world.DownloadAsync());
        world.Hub.CountOf("bytes=99000-").ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_always_resets_is_given_up_with_what_came_kept()
    {
        using var world = new HubWorld();
        world.Spoil(Most, (context, _, _) => FakeHub.SendAsync(context, world.Content, cutAt: 99_000));
        (await Should.ThrowAsync<MoeMissingException>(() => world.DownloadAsync())).Message.ShouldBe(
            $"{Address(world)}: the connection broke after byte 99000 (3 attempts). Run the command again: it continues where it stopped"
        );
        new FileInfo(world.Partial).Length.ShouldBe(99_000);
        File.Exists(world.Blob).ShouldBeFalse();

        world.Spoil(0, (_, _, _) => Task.CompletedTask);
        world.ShouldBeWhole(await world.DownloadAsync());
    }

    [Fact]
    public async Task A_line_that_breaks_more_often_than_the_retries_comes_through_as_long_as_it_brings_something()
    {
        using var world = new HubWorld();
        var tag = $"\"{FakeHub.Identity(HubWorld.Large, world.Content)}\"";
        world.Spoil(20, (context, _, from) =>
            FakeHub.SendAsync(context, world.Content, from > 0 ? 206 : 200, from, tag, cutAt: from + 4000)
        );
        world.ShouldBeWhole(await world.DownloadAsync());
    }

    [Fact]
    public async Task A_stall_is_noticed_and_continued()
    {
        using var world = new HubWorld();
        world.Options = world.Options with { StallTimeout = TimeSpan.FromSeconds(0.5) };
        world.Spoil(1, async (context, _, _) =>
        {
            context.Response.ContentLength64 = world.Content.Length;
            await context.Response.OutputStream.WriteAsync(world.Content.AsMemory(0, 50_000));
            await context.Response.OutputStream.FlushAsync();
            await Task.Delay(20_000);
        });
        world.ShouldBeWhole(await world.DownloadAsync());
        world.Hub.CountOf("bytes=50000-").ShouldBe(1);
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up()
    {
        using var world = new HubWorld();
        world.Options = world.Options with { StallTimeout = TimeSpan.FromSeconds(0.3), MostRetries = 1 };
        world.Spoil(Most, (_, _, _) => Task.Delay(20_000));
        (await Should.ThrowAsync<MoeMissingException>(() => world.DownloadAsync())).Message.ShouldContain(
            "no answer from 127.0.0.1 in 0.3 s (2 attempts)"
        );
    }

    [Theory]
    [InlineData(
        "bytes 10-99999/100000",
        "the server sent range 'bytes 10-99999/100000' when asked for bytes from 60000 on"
    )]
    [InlineData(
        "bytes 60000-69999/70000",
        "the server sent range 'bytes 60000-69999/70000' when asked for bytes from 60000 on"
    )]
    public async Task A_wrong_range_is_never_joined_on(string range, string problem)
    {
        using var world = new HubWorld();
        WritePartial(world, 60_000);
        world.Spoil(Most, (context, _, from) =>
            from > 0
                ? FakeHub.SendAsync(context, world.Content, 206, from, range: range)
                : FakeHub.SendAsync(context, world.Content, cutAt: 60_000)
        );
        (await Should.ThrowAsync<MoeDataException>(() => world.DownloadAsync())).Message.ShouldContain(problem);

        world.Spoil(1, (context, _, from) => FakeHub.SendAsync(context, world.Content, 206, from, range: range));
        world.ShouldBeWhole(await world.DownloadAsync());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("\"another\"")]
    [InlineData("W/\"weak\"")]
    public async Task Without_the_same_strong_ETag_a_part_is_not_continued(string? tag)
    {
        using var world = new HubWorld();
        WritePartial(world, 60_000);
        world.Spoil(1, (context, _, from) => FakeHub.SendAsync(context, world.Content, 206, from, tag));
        world.ShouldBeWhole(await world.DownloadAsync());
        world.Hub.CountOf("bytes=60000-").ShouldBe(1);
        world.Hub.CountOf($"/{HubWorld.Large}  ").ShouldBe(1); // then from zero
    }

    [Theory]
    [InlineData("\"own\"", 1)]
    [InlineData("\"other\"", 2)]
    public async Task A_server_with_ETags_of_its_own_is_continued_by_them(string second, int answers)
    {
        using var world = new HubWorld();
        world.Spoil(3, (context, number, from) =>
            FakeHub.SendAsync(
                context,
                world.Content,
                from > 0 ? 206 : 200,
                from,
                number == 2 ? second : "\"own\"",
                cutAt: number == 1 ? 60_000 : null
            )
        );
        world.ShouldBeWhole(await world.DownloadAsync());
        world.Hub.CountOf("bytes=60000-").ShouldBe(1);
        world.Hub.CountOf($"/{HubWorld.Large}  ").ShouldBe(answers);
    }

    [Fact]
    public async Task A_range_that_the_server_does_not_have_begins_anew()
    {
        using var world = new HubWorld();
        WritePartial(world, 60_000);
        world.Spoil(1, (context, _, _) => FakeHub.SendAsync(context, [], 416));
        world.ShouldBeWhole(await world.DownloadAsync());
    }

    [Fact]
    public async Task A_part_with_wrong_bytes_is_found_out_by_the_hash_and_begun_anew()
    {
        using var world = new HubWorld();
        WritePartial(world, 60_000, spoilt: true);
        world.ShouldBeWhole(await world.DownloadAsync());

        File.Delete(world.Blob);
        WritePartial(world, world.Content.Length, spoilt: true);
        world.ShouldBeWhole(await world.DownloadAsync());
    }

    [Fact]
    public async Task A_wrong_hash_is_an_error_and_the_file_is_removed()
    {
        using var world = new HubWorld();
        var wrong = world.Content.ToArray();
        wrong[5]++;
        world.Spoil(Most, (context, _, _) => FakeHub.SendAsync(context, wrong));
        (await Should.ThrowAsync<MoeDataException>(() => world.DownloadAsync())).Message.ShouldBe(
            $"{Address(world)}: sha256 is {FakeHub.Identity(HubWorld.Large, wrong)}; the hub lists {FakeHub.Identity(HubWorld.Large, world.Content)}; "
                + "the file was removed. Try again; if it stays so, the hub's copy is damaged"
        );
        File.Exists(world.Partial).ShouldBeFalse();
        File.Exists(world.Blob).ShouldBeFalse();
    }

    [Fact]
    public async Task A_small_file_is_checked_by_gits_hash()
    {
        using var world = new HubWorld();
        world.Hub.Fault = async context =>
        {
            var spoil = context.Request.Url!.AbsolutePath.EndsWith("config.json", StringComparison.Ordinal);
            if (spoil)
            {
                await FakeHub.SendAsync(context, "[]"u8.ToArray());
            }

            return spoil;
        };
        (await Should.ThrowAsync<MoeDataException>(() => world.DownloadAsync())).Message.ShouldContain("git sha1 is ");
    }

    [Fact]
    public async Task A_web_page_with_status_200_is_not_a_file()
    {
        using var world = new HubWorld();
        world.Spoil(Most, (context, _, _) =>
            FakeHub.SendAsync(context, "<html>log in</html>"u8.ToArray(), type: "text/html; charset=utf-8")
        );
        (await Should.ThrowAsync<MoeDataException>(() => world.DownloadAsync())).Message.ShouldBe(
            $"{Address(world)}: the server sent a web page instead of the file. Is there a login page or a proxy in between?"
        );
        File.Exists(world.Blob).ShouldBeFalse();
    }

    [Fact]
    public async Task A_shorter_body_is_not_the_file()
    {
        using var world = new HubWorld();
        world.Spoil(Most, (context, _, _) => FakeHub.SendAsync(context, world.Content[..70_000]));
        (await Should.ThrowAsync<MoeDataException>(() => world.DownloadAsync())).Message.ShouldContain(
            "the server offers 70000 bytes; the hub lists 100000 (3 attempts)"
        );
    }

    [Fact]
    public async Task Retry_after_is_waited_for()
    {
        using var world = new HubWorld();
        world.Spoil(1, (context, _, _) =>
        {
            context.Response.AddHeader("Retry-After", "1");
            return FakeHub.SendAsync(context, [], 429);
        });
        var clock = Stopwatch.StartNew();
        world.ShouldBeWhole(await world.DownloadAsync());
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromSeconds(0.95));
    }

    [Fact]
    public async Task A_hub_that_asks_to_wait_too_long_is_given_up_at_once()
    {
        using var world = new HubWorld();
        world.Spoil(Most, (context, _, _) =>
        {
            context.Response.AddHeader("Retry-After", "3600");
            return FakeHub.SendAsync(context, [], 429);
        });
        (await Should.ThrowAsync<MoeMissingException>(() => world.DownloadAsync())).Message.ShouldBe(
            $"{Address(world)}: the hub answers with status 429; the hub asks to wait 3600 s. Try again later"
        );
        world.Hub.CountOf(HubWorld.Large).ShouldBe(1);
    }

    [Fact]
    public async Task A_busy_hub_is_asked_again_and_then_given_up()
    {
        using var world = new HubWorld();
        world.Spoil(2, (context, _, _) => FakeHub.SendAsync(context, [], 503));
        world.ShouldBeWhole(await world.DownloadAsync());

        File.Delete(world.Blob);
        world.Spoil(Most, (context, _, _) => FakeHub.SendAsync(context, [], 503));
        (await Should.ThrowAsync<MoeMissingException>(() => world.DownloadAsync())).Message.ShouldContain(
            "the hub answers with status 503 (3 attempts)"
        );
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_gated_repository_says_what_to_set(int status)
    {
        using var world = new HubWorld();
        world.Hub.Fault = async context =>
        {
            await FakeHub.SendAsync(context, [], status);
            return true;
        };
        (await Should.ThrowAsync<MoeMissingException>(() => world.DownloadAsync())).Message.ShouldContain(
            "does not exist, or is private or gated. Check the name; set HF_TOKEN to a token that may read it"
        );
    }

    [Theory]
    [InlineData("<html></html>", "text/html", "the server sent a web page instead of a listing")]
    [InlineData("{\"sha\":", "application/json", "the hub's answer is not a listing")]
    [InlineData(
        "[]",
        "application/json",
        "the hub's answer is not a listing: it lacks a commit ('sha') or files ('siblings')"
    )]
    [InlineData("{\"sha\":\"../x\",\"siblings\":[]}", "application/json", "it lacks a commit ('sha')")]
    [InlineData(
        "{\"sha\":\"0123456789abcdef0123456789abcdef01234567\",\"siblings\":[1]}",
        "application/json",
        "siblings: an entry has no file name ('rfilename')"
    )]
    public async Task A_listing_that_is_none_is_an_error(string body, string type, string problem)
    {
        using var world = new HubWorld();
        world.Hub.Fault = async context =>
        {
            await FakeHub.SendAsync(context, Encoding.UTF8.GetBytes(body), type: type);
            return true;
        };
        (await Should.ThrowAsync<MoeDataException>(() => world.DownloadAsync())).Message.ShouldContain(problem);
    }

    private static string Address(HubWorld world) =>
        $"{world.Hub.Address}org/name/resolve/{FakeHub.Commit}/{HubWorld.Large}";

    private static void WritePartial(HubWorld world, int length, bool spoilt = false)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(world.Partial)!);
        var bytes = world.Content[..length];
        bytes[7] += (byte)(spoilt ? 1 : 0);
        File.WriteAllBytes(world.Partial, bytes);
    }
}
