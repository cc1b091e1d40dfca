using System.CommandLine;
using System.Net;
using MoeNotebooks.Errors;
using MoeNotebooks.Server;

namespace MoeNotebooks.Cli.Commands;

/// <summary>The options of <c>moe serve</c>: where it listens and what it takes.</summary>
internal sealed class ServerArguments
{
    private readonly Option<string> _host = new("--host")
    {
        Description = "The address to listen at; any but this machine's own (loopback) is open to others.",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private readonly Option<int> _port = new("--port")
    {
        Description = "The port; 0 for any that is free.",
        DefaultValueFactory = _ => 8000,
    };
    private readonly Option<string?> _name = new("--served-model-name")
    {
        Description = "The model's name in requests; default: MODEL.",
    };
    private readonly Option<int> _running = new("--max-num-seqs")
    {
        Description = "Requests that run at once.",
        DefaultValueFactory = _ => 64,
    };
    private readonly Option<int> _waiting = new("--max-waiting")
    {
        Description = "Requests that may wait; more are refused (429).",
        DefaultValueFactory = _ => 256,
    };
    private readonly Option<int?> _context = new("--max-model-len")
    {
        Description = "Tokens of a request, prompt and answer; default: the model's context.",
    };
    private readonly Option<int> _chunk = new("--prefill-chunk")
    {
        Description = "Tokens of prompts in a step.",
        DefaultValueFactory = _ => 256,
    };
    private readonly Option<long> _body = new("--max-body")
    {
        Description = "Bytes of a request; more is refused (413).",
        DefaultValueFactory = _ => 4 << 20,
    };
    private readonly Option<int> _seed = new("--seed")
    {
        Description = "Where chance begins for requests without a seed.",
    };
    private readonly Option<string?> _chat = new("--chat-form")
    {
        Description =
            $"How messages become a prompt: {string.Join(", ", ChatForm.All.Select(form => form.Name))}; default: by the marks in the model's template.",
    };

    private readonly Option<bool> _special = new("--allow-special-tokens")
    {
        Description = "Special tokens written in a text count as such; else it is refused.",
    };
    private readonly Option<bool> _experts = new("--enable-return-routed-experts")
    {
        Description = "Every answer tells its tokens' experts; else on request.",
    };

    public void AddTo(Command command)
    {
        _port.Within(0, ushort.MaxValue);
        _running.Within(1, 4096);
        _waiting.Within(1, 1 << 20);
        _chunk.Within(1, 1 << 20);
        _body.Within(1, 1L << 30);
        _context.Validators.Add(result => OptionChecks.Check(result, 2, int.MaxValue));
        foreach (
            var option in new Option[]
            {
                _host,
                _port,
                _name,
                _running,
                _waiting,
                _context,
                _chunk,
                _body,
                _seed,
                _chat,
                _special,
                _experts,
            }
        )
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="MoeUsageException">It is no address.</exception>
    public IPAddress Host(ParseResult parsed) =>
        parsed.GetValue(_host) switch
        {
            "localhost" => IPAddress.Loopback,
            var text when IPAddress.TryParse(text, out var address) => address,
            var text => throw new MoeUsageException(
                "--host",
                $"is '{text}'; it is an address of this machine, as 127.0.0.1, ::1 or 0.0.0.0"
            ),
        };

    public Inference.EngineOptions Engine(ParseResult parsed) =>
        new()
        {
            MaxRunning = parsed.GetValue(_running),
            MaxWaiting = parsed.GetValue(_waiting),
            MaxContext = parsed.GetValue(_context),
            PrefillChunk = parsed.GetValue(_chunk),
        };

    public ServerOptions Options(ParseResult parsed, string model, string folder, IPAddress host) =>
        new()
        {
            ModelName = parsed.GetValue(_name) ?? model,
            Host = host,
            Port = parsed.GetValue(_port),
            MaxBodyBytes = parsed.GetValue(_body),
            Seed = parsed.GetValue(_seed),
            ChatForm = parsed.GetValue(_chat) is { } form ? ChatForm.Named(form) : ChatForm.Of(folder),
            AllowSpecialTokens = parsed.GetValue(_special),
            ReturnRoutedExperts = parsed.GetValue(_experts),
        };
}
