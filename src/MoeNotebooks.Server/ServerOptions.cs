using System.Net;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Server;

/// <summary>Where and how a model is served.</summary>
public sealed record ServerOptions
{
    /// <summary>The model's name in requests and answers.</summary>
    public required string ModelName { get; init; }

    /// <summary>The address that is listened at.</summary>
    /// <value>The default value is the loopback address: nobody but this machine.</value>
    public IPAddress Host { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 for any that is free.</summary>
    /// <value>The default value is 8000.</value>
    public int Port { get; init; } = 8000;

    /// <summary>Bytes of a request, at most.</summary>
    /// <value>The default value is 4 MiB.</value>
    public long MaxBodyBytes { get; init; } = 4 << 20;

    /// <summary>Answers that one request may ask for: prompts times <c>n</c>.</summary>
    /// <value>The default value is 128.</value>
    public int MaxChoices { get; init; } = 128;

    /// <summary>Where chance begins for requests without a seed: the first takes this, the next one more.</summary>
    /// <value>The default value is 0.</value>
    public int Seed { get; init; }

    /// <summary>How messages become a prompt.</summary>
    /// <value>The default value is <see langword="null"/>: chats are refused.</value>
    public ChatForm? ChatForm { get; init; }

    /// <summary>
    /// Whether a special token that is written in a text counts as one. Whoever may write such a text could end a turn
    /// with it and begin another.
    /// </summary>
    /// <value>The default value is <see langword="false"/>: such texts are refused.</value>
    public bool AllowSpecialTokens { get; init; }

    /// <summary>
    /// Whether every answer tells which experts its tokens used; else only those of requests with
    /// <c>return_routed_experts</c>.
    /// </summary>
    /// <value>The default value is <see langword="false"/>.</value>
    public bool ReturnRoutedExperts { get; init; }

    internal void Validate()
    {
        var problems = new List<string>();
        if (string.IsNullOrWhiteSpace(ModelName))
        {
            problems.Add("the model's name is empty");
        }

        if (Port is < 0 or > ushort.MaxValue)
        {
            problems.Add($"port: is {Port}; it is 0 to {ushort.MaxValue}");
        }

        foreach (var (name, value) in new[] { ("body", MaxBodyBytes), ("choices", MaxChoices) })
        {
            if (value < 1)
            {
                problems.Add($"{name}: is {value}; at least 1 is needed");
            }
        }

        if (problems.Count > 0)
        {
            throw MoeUsageException.Many("server", problems);
        }
    }
}
