using MoeNotebooks.Errors;

namespace MoeNotebooks.Hub;

/// <summary>How to reach a hub and how patient to be with it.</summary>
public sealed record HubOptions
{
    /// <summary>The hub that is meant when <c>HF_ENDPOINT</c> names none.</summary>
    public static Uri PublicHub { get; } = new("https://huggingface.co/");

    /// <summary>The hub's address.</summary>
    /// <value>The default value is the public hub.</value>
    public Uri Endpoint { get; init; } = PublicHub;

    /// <summary>Where downloads go.</summary>
    public required HubCache Cache { get; init; }

    /// <summary>The access token; sent to <see cref="Endpoint"/>'s host only and never shown.</summary>
    public string? Token { get; init; }

    /// <summary>Whether the network must not be used.</summary>
    public bool Offline { get; init; }

    /// <summary>How many files are downloaded at once.</summary>
    /// <value>The default value is 4 files.</value>
    public int ParallelFiles { get; init; } = 4;

    /// <summary>How long to wait for an answer, or for the next bytes of one.</summary>
    /// <value>The default value is 30 seconds.</value>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often a request that brings nothing is repeated.</summary>
    /// <value>The default value is 5 retries.</value>
    public int MostRetries { get; init; } = 5;

    /// <summary>The first pause between retries; later ones double, with jitter.</summary>
    /// <value>The default value is 1 second.</value>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest pause that a hub may ask for before this kit gives up.</summary>
    /// <value>The default value is 5 minutes.</value>
    public TimeSpan LongestPause { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Free bytes on the disk that holds a folder.</summary>
    public Func<string, long> FreeSpace { get; init; } =
        folder => new DriveInfo(Path.GetFullPath(folder)).AvailableFreeSpace;

    /// <summary>
    /// The options that the environment asks for: HF_ENDPOINT, HF_TOKEN, HF_HUB_OFFLINE, HF_HUB_CACHE, HF_HOME.
    /// </summary>
    /// <exception cref="MoeUsageException">A variable has no usable value.</exception>
    public static HubOptions FromEnvironment() =>
        new()
        {
            Cache = HubCache.FromEnvironment(),
            Endpoint = Environment.GetEnvironmentVariable("HF_ENDPOINT") is { Length: > 0 } endpoint
                ? ParseEndpoint(endpoint)
                : PublicHub,
            Token = Environment.GetEnvironmentVariable("HF_TOKEN") is { Length: > 0 } token
                ? CheckToken(token.Trim())
                : null,
            Offline =
                Environment.GetEnvironmentVariable("HF_HUB_OFFLINE")?.ToUpperInvariant()
                    is "1"
                        or "ON"
                        or "YES"
                        or "TRUE",
        };

    private static Uri ParseEndpoint(string text) =>
        Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var uri)
        && uri.Scheme is "http" or "https"
        && uri.UserInfo.Length == 0
            ? uri
            : throw new MoeUsageException("HF_ENDPOINT", "must be an http or https address without a user name");

    private static string CheckToken(string token) =>
        token.All(c => c is > ' ' and < '\u007f')
            ? token
            : throw new MoeUsageException(
                "HF_TOKEN",
                "holds spaces or characters that no token has (its value is not shown)"
            );
}
