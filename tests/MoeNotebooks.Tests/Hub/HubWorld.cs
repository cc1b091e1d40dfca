using System.Net;
using MoeNotebooks.Hub;
using MoeNotebooks.Progress;

namespace MoeNotebooks.Tests.Hub;

/// <summary>A hub, an empty cache and a client that repeats quickly.</summary>
internal sealed class HubWorld : IDisposable
{
    public const string Large = "model.safetensors";
    private readonly TemporaryFolder _folder = new();

    public HubWorld()
    {
        var content = new byte[100_000];
        new Random(1).NextBytes(content);
        Content = content;
        Hub.Files[Large] = content;
        Hub.Files["config.json"] = "{}"u8.ToArray();
        Options = new HubOptions
        {
            Cache = new HubCache(_folder["hub"]),
            Endpoint = Hub.Address,
            StallTimeout = TimeSpan.FromSeconds(20),
            FirstPause = TimeSpan.FromMilliseconds(1),
            LongestPause = TimeSpan.FromSeconds(2),
            MostRetries = 2,
        };
    }

    public FakeHub Hub { get; } = new();

    public HubOptions Options { get; set; }

    public byte[] Content { get; }

    public static RepoId Id { get; } = RepoId.Parse("org/name");

    public string Repository => Options.Cache.Repository(RepoType.Model, Id);

    public string Blob => Path.Combine(Repository, "blobs", FakeHub.Identity(Large, Content));

    public string Partial => Blob + ".incomplete";

    /// <summary>
    /// Lays a fault over the large file's first n answers; the number of the answer and the byte asked for are given.
    /// </summary>
    public void Spoil(int times, Func<HttpListenerContext, int, long, Task> fault)
    {
        var count = 0;
        Hub.Fault = async context =>
        {
            if (
                context.Request.HttpMethod != "GET"
                || !context.Request.Url!.AbsolutePath.EndsWith(Large, StringComparison.Ordinal)
                || Interlocked.Increment(ref count) is var number && number > times
            )
            {
                return false;
            }

            await fault(context, number, FakeHub.From(context));
            return true;
        };
    }

    public async Task<string> DownloadAsync(string? revision = null, params string[] include)
    {
        using var client = new HubClient(Options);
        return await client.DownloadAsync(
            RepoType.Model,
            Id,
            revision,
            include,
            ProgressReporter.Silent,
            TestContext.Current.CancellationToken
        );
    }

    /// <summary>The large file is there, right, and nothing unfinished is left beside it.</summary>
    public void ShouldBeWhole(string folder)
    {
        File.ReadAllBytes(Path.Combine(folder, Large)).ShouldBe(Content);
        Directory.GetFiles(Repository, "*.incomplete", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    public void Dispose()
    {
        Hub.Dispose();
        _folder.Dispose();
    }
}
