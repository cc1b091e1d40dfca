using System.CommandLine;
using MoeNotebooks.Cli;
using MoeNotebooks.Cli.Commands;

namespace MoeNotebooks.Tests.Cli;

[Collection("console")]
public sealed class InfoCommandTests
{
    [Fact]
    public async Task A_config_alone_gives_parts_active_parameters_and_cache()
    {
        var text = await RunAsync(0, Path.Combine(Shared.Repository, "data", "configs", "mixtral-8x7b"));
        text.ShouldContain("MixtralForCausalLM, 32 layers (32 MoE), 8 routed experts, 2 active");
        text.ShouldContain("46,702,792,704");
        text.ShouldContain("12,879,925,248");
        text.ShouldContain("cache: 131,072 bytes per token (bf16)");
    }

    [Fact]
    public async Task Json_is_for_other_programs() =>
        (await RunAsync(0, Path.Combine(Shared.Repository, "data", "configs", "mixtral-8x7b"), "--json"))
            .TrimEnd()
            .ShouldBe(
                """{"architecture":"MixtralForCausalLM","total":46702792704,"parts":{"embedding":262144000,"norm":266240,"attention":1342177280,"routed":45097156608,"router":1048576},"active":[{"experts":1,"parameters":7242780672,"bytes_read":14223425536},{"experts":2,"parameters":12879925248,"bytes_read":25497714688}],"cache_bytes_per_token":131072}"""
            );

    [Fact]
    public async Task A_type_without_known_size_is_refused() =>
        await RunAsync(2, Path.Combine(Shared.Repository, "data", "configs", "mixtral-8x7b"), "--dtype", "int3");

    private static async Task<string> RunAsync(int exit, params string[] args)
    {
        var output = Console.Out;
        using var written = new StringWriter();
        try
        {
            Console.SetOut(written);
            (await Runner.RunAsync(new RootCommand { InfoCommand.Create() }, ["info", .. args])).ShouldBe(exit);
            return written.ToString();
        }
        finally
        {
            Console.SetOut(output);
        }
    }
}
