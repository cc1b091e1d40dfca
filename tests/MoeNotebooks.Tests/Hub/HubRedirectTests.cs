using System.Net;
using MoeNotebooks.Errors;
using MoeNotebooks.Hub;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Tests.Hub;

public sealed class HubRedirectTests
{
    private const string Token = "hf_marker_8d1f";

    [Fact]
    public async Task The_token_goes_to_the_hub_and_to_no_other_host()
    {
        using var world = new HubWorld();
        using var other = new FakeHub();
        world.Options = world.Options with { Token = Token };
        other.Fault = async context =>
        {
            var from = FakeHub.From(context);
            await FakeHub.SendAsync(
                context,
                world.Content,
                from > 0 ? 206 : 200,
                from,
                cutAt: from == 0 ? 99_000 : null
            );
            return true;
        };
        world.Spoil(99, (context, _, _) =>
        {
            context.Response.AddHeader("X-Linked-Etag", $"\"{FakeHub.Identity(HubWorld.Large, world.Content)}\"");
            return Redirect(context, other.Address + "signed?secret=1");
        });

        world.ShouldBeWhole(await world.DownloadAsync());

        world.Hub.CountOf("Bearer " + Token).ShouldBeGreaterThan(3);
        other.CountOf("GET /signed bytes=99000-").ShouldBe(1);
        other.CountOf("Bearer").ShouldBe(0);
    }

    [Fact]
    public async Task Another_name_of_the_same_machine_is_another_host()
    {
        using var world = new HubWorld();
        world.Options = world.Options with { Token = Token };
        world.Spoil(1, (context, _, _) => Redirect(context, $"http://localhost:{world.Hub.Address.Port}/elsewhere"));
        await Should.ThrowAsync<MoeException>(() => world.DownloadAsync());
        world.Hub.CountOf("GET /elsewhere").ShouldBeLessThanOrEqualTo(1);
        world
            .Hub.Requests.Where(line => line.Contains("/elsewhere", StringComparison.Ordinal))
            .ShouldAllBe(line => !line.Contains("Bearer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_renamed_repository_is_followed_on_the_same_host()
    {
        using var world = new HubWorld();
        world.Hub.Fault = async context =>
        {
            var path = context.Request.Url!.PathAndQuery;
            var old = path.Contains("org/old/", StringComparison.Ordinal);
            if (old)
            {
                await Redirect(context, path.Replace("org/old/", "org/name/", StringComparison.Ordinal), 307);
            }

            return old;
        };
        using var client = new HubClient(world.Options);
        var folder = await client.DownloadAsync(
            RepoType.Model,
            RepoId.Parse("org/old"),
            null,
            [],
            ProgressReporter.Silent,
            TestContext.Current.CancellationToken
        );
        File.ReadAllBytes(Path.Combine(folder, HubWorld.Large)).ShouldBe(world.Content);
    }

    [Fact]
    public async Task A_circle_of_redirects_ends()
    {
        using var world = new HubWorld();
        world.Spoil(99, (context, _, _) => Redirect(context, context.Request.Url!.AbsolutePath));
        (await Should.ThrowAsync<MoeDataException>(() => world.DownloadAsync())).Message.ShouldContain(
            "redirects more than 8 times"
        );
    }

    [Theory]
    [InlineData("file:///etc/passwd", "redirects to file://, which is not followed")]
    [InlineData("ftp://127.0.0.1/x", "redirects to ftp://, which is not followed")]
    public async Task Only_web_addresses_are_followed(string target, string problem)
    {
        using var world = new HubWorld();
        world.Spoil(99, (context, _, _) => Redirect(context, target));
        (await Should.ThrowAsync<MoeDataException>(() => world.DownloadAsync())).Message.ShouldContain(problem);
    }

    private static Task Redirect(HttpListenerContext context, string to, int status = 302)
    {
        context.Response.AddHeader("Location", to);
        return FakeHub.SendAsync(context, [], status);
    }
}
