using System.Diagnostics;
using MoeNotebooks.Tests.Hub;

namespace MoeNotebooks.ProcessTests.Hub;

/// <summary>The command itself, as a process that can be killed and whose output can be read.</summary>
public sealed class HubProcessTests
{
    private const string Token = "hf_marker_5c2e";

    [Fact]
    public async Task Killed_during_a_download_the_next_run_completes_it()
    {
        using var world = new HubWorld();
        var sent = new TaskCompletionSource();
        world.Spoil(1, async (context, _, _) =>
        {
            context.Response.ContentLength64 = world.Content.Length;
            await context.Response.OutputStream.WriteAsync(world.Content.AsMemory(0, 60_000));
            await context.Response.OutputStream.FlushAsync();
            sent.SetResult();
            await Task.Delay(30_000);
        });

        using (var child = Start(world))
        {
            await sent.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
            await Until(() => File.Exists(world.Partial) && new FileInfo(world.Partial).Length > 0);
            child.Kill();
            await child.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        File.Exists(world.Blob).ShouldBeFalse();
        using var second = Start(world);
        var (code, output, _) = await Finish(second);
        code.ShouldBe(0);
        world.ShouldBeWhole(output.Trim());
        world.Hub.CountOf("bytes=").ShouldBe(1);
    }

    [Fact]
    public async Task Without_room_it_stops_with_what_came_kept_and_goes_on_once_there_is_room()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "a limit on file sizes stands for the full disk");
        using var world = new HubWorld();
        using (
            var child = Start(world, "bash", "-c", "trap '' XFSZ; ulimit -f 40; exec dotnet \"$0\" download org/name")
        )
        {
            var (code, _, error) = await Finish(child);
            code.ShouldBe(3);
            error.Trim().ShouldStartWith($"moe: {world.Blob}: cannot be written at byte ");
            error.Trim().ShouldEndWith("Make room, then run the command again: it continues where it stopped");
        }

        File.Exists(world.Blob).ShouldBeFalse();
        using var second = Start(world);
        (await Finish(second)).Code.ShouldBe(0);
        File.ReadAllBytes(world.Blob).ShouldBe(world.Content);
        world.Hub.CountOf("bytes=").ShouldBe(1);
    }

    [Fact]
    public async Task Errors_are_one_line_and_the_token_is_in_none()
    {
        using var world = new HubWorld();
        world.Spoil(99, (context, _, _) =>
        {
            context.Response.AddHeader("Location", "http://127.0.0.1:1/x?token=" + Token);
            return FakeHub.SendAsync(context, [], 302);
        });
        using var child = Start(world);
        var (code, output, error) = await Finish(child);
        code.ShouldBe(4);
        error.Trim().ShouldStartWith("moe: ");
        error.Trim().ShouldNotContain("\n");
        (output + error).ShouldNotContain(Token);
        world.Hub.CountOf("Bearer " + Token).ShouldBeGreaterThan(0);
    }

    private static Process Start(HubWorld world, string program = "dotnet", params string[] before)
    {
        var start = new ProcessStartInfo(
            program,
            [.. before, typeof(MoeNotebooks.Cli.Runner).Assembly.Location, "download", "org/name"]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["HF_ENDPOINT"] = world.Hub.Address.ToString(),
                ["HF_HUB_CACHE"] = world.Options.Cache.Root,
                ["HF_TOKEN"] = Token,
                ["HF_HUB_OFFLINE"] = string.Empty,
                ["DOTNET_EnableWriteXorExecute"] = "0", // its own large file would meet the limit on file sizes
            },
        };
        return Process.Start(start)!;
    }

    private static async Task<(int Code, string Output, string Error)> Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }

    private static async Task Until(Func<bool> condition)
    {
        for (var i = 0; i < 500 && !condition(); i++)
        {
            await Task.Delay(20);
        }

        condition().ShouldBeTrue();
    }
}
