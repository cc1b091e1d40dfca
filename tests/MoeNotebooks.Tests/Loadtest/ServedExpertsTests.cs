using MoeNotebooks.Errors;
using MoeNotebooks.Loadtest;

namespace MoeNotebooks.Tests.Loadtest;

public sealed class ServedExpertsTests
{
    [Theory]
    // SGLang
    [InlineData("""{"model_path":"m","json_model_override_args":"{\"num_experts_per_tok\": 4}","tp_size":2}""")]
    [InlineData("""{"vllm_config":{"model_config":{"hf_overrides":{"num_experts_per_tok":4}}}}""")] // vLLM
    [InlineData(
        """{"vllm_config":{"model_config":{"hf_config":"DeepseekV2Config {\n \"num_experts_per_tok\": 4,\n}"}}}"""
    )] // its config as a text
    [InlineData("INFO non-default args: {'model': 'm', 'hf_overrides': {'num_experts_per_tok': 4}}")] // vLLM's log
    [InlineData("server_args=ServerArgs(json_model_override_args='{\"num_experts_per_tok\":4}')")] // SGLang's log
    public void Engines_say_it_each_in_its_own_way(string text) =>
        ServedExperts
            .Evidence(ExpertClaim.Active, 4, [("/server_info", text)])
            .ShouldBe("num_experts_per_tok 4 in /server_info");

    [Theory]
    [InlineData("""{"json_model_override_args":"{}"}""", "nothing that it reports says so")]
    [InlineData(
        """{"json_model_override_args":"{\"num_experts_per_tok\": 6}"}""",
        "num_experts_per_tok is 6, said to be 4"
    )]
    [InlineData(
        """{"hf_overrides":{"num_experts_per_tok":4},"hf_config":{"num_experts_per_tok":6}}""",
        "num_experts_per_tok is 6, said to be 4"
    )] // asked for, not taken
    [InlineData("""{"my_num_experts_per_tok":4,"num_experts":4}""", "nothing that it reports says so")]
    public void What_does_not_bear_the_claim_out_is_refused(string text, string says) =>
        Should
            .Throw<MoeDataException>(() => ServedExperts.Evidence(ExpertClaim.Active, 4, [("/server_info", text)]))
            .Message.ShouldContain(says);

    [Fact]
    public void Experts_kept_are_another_field()
    {
        (string, string)[] texts =
        [
            ("config.json", """{"n_routed_experts":32,"num_experts_per_tok":6,"ep_num_redundant_experts":0}"""),
        ];
        ServedExperts.Evidence(ExpertClaim.Kept, 32, texts).ShouldBe("n_routed_experts 32 in config.json");
        Should
            .Throw<MoeDataException>(() => ServedExperts.Evidence(ExpertClaim.Kept, 64, texts))
            .Message.ShouldContain("n_routed_experts is 32, said to be 64");
    }
}
