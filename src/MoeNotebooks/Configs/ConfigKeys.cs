using System.Collections.Frozen;
using System.Text.Json;
using MoeNotebooks.Errors;

namespace MoeNotebooks.Configs;

/// <summary>
/// What becomes of keys that no reader has asked for. One that is known to change a model's numbers is refused by name
/// unless its value does nothing; one that is known to change none is passed over; any other is told, as are the
/// family's own values that stand in for missing ones.
/// </summary>
internal static class ConfigKeys
{
    private static readonly FrozenSet<string> Harmless = Words(
        """
        _name_or_path _commit_hash _attn_implementation attn_implementation _experts_implementation _flash_attn_2_enabled
        transformers_version name_or_path license description task tokenizer_class prefix finetuning_task
        bos_token_id eos_token_id pad_token_id sep_token_id cls_token_id unk_token_id mask_token_id decoder_start_token_id
        use_cache cache_implementation keys_to_ignore_at_inference torchscript use_bfloat16 use_flash_attn use_flash_attention
        return_dict output_attentions output_hidden_states output_router_logits problem_type num_labels id2label label2id
        is_decoder chunk_size_feed_forward tie_encoder_decoder task_specific_params tf_legacy_loss gradient_checkpointing
        initializer_range attention_dropout hidden_dropout resid_pdrop embd_pdrop embedding_dropout classifier_dropout
        router_jitter_noise router_aux_loss_coef router_z_loss_coef aux_loss_alpha seq_aux bias_update_speed
        ep_size pretraining_tp moe_layer_freq
        temperature top_k top_p typical_p do_sample max_length min_length max_new_tokens num_beams num_beam_groups
        diversity_penalty repetition_penalty length_penalty no_repeat_ngram_size encoder_no_repeat_ngram_size bad_words_ids
        num_return_sequences return_dict_in_generate output_scores early_stopping forced_bos_token_id forced_eos_token_id
        remove_invalid_values exponential_decay_length_penalty suppress_tokens begin_suppress_tokens
        intermediate_size moe_intermediate_size shared_expert_intermediate_size n_shared_experts num_shared_experts
        first_k_dense_replace decoder_sparse_step mlp_only_layers num_nextn_predict_layers head_dim kv_lora_rank q_lora_rank
        qk_head_dim qk_nope_head_dim qk_rope_head_dim v_head_dim num_attention_heads num_key_value_heads attention_bias qkv_bias mlp_bias use_bias bias
        """
    ); // names; how it is run; outputs beside the logits; training; sampling; sizes and biases, which the tensors must bear out

    /// <summary>
    /// Keys of other models, or of engines, that change numbers; with the value, besides null, false and empty, that
    /// does not.
    /// </summary>
    private static readonly FrozenDictionary<string, string> Changing = new Dictionary<string, string>
    {
        ["partial_rotary_factor"] = "1",
        ["rotary_pct"] = "1",
        ["rotary_dim"] = "",
        ["rope_ratio"] = "1",
        ["rotary_base"] = "",
        ["rotary_emb_base"] = "",
        ["rope_local_base_freq"] = "",
        ["rope_interleave"] = "",
        ["rope_interleaved"] = "",
        ["mrope_section"] = "",
        ["use_mrope"] = "",
        ["no_rope_layers"] = "",
        ["no_rope_layer_interval"] = "",
        ["position_embedding_type"] = "\"rope\"",
        ["alibi"] = "",
        ["use_dynamic_ntk"] = "",
        ["use_logn_attn"] = "",
        ["norm_eps"] = "",
        ["layer_norm_eps"] = "",
        ["layer_norm_epsilon"] = "",
        ["layernorm_epsilon"] = "",
        ["rms_norm_epsilon"] = "",
        ["norm_type"] = "\"rmsnorm\"",
        ["hidden_activation"] = "\"silu\"",
        ["activation_function"] = "\"silu\"",
        ["mlp_hidden_act"] = "\"silu\"",
        ["activation"] = "\"silu\"",
        ["clip_qkv"] = "",
        ["qk_norm"] = "",
        ["use_qk_norm"] = "",
        ["qk_layernorm"] = "",
        ["attention_sinks"] = "",
        ["attention_chunk_size"] = "",
        ["attn_temperature_tuning"] = "",
        ["softmax_scale"] = "",
        ["attention_multiplier"] = "",
        ["query_pre_attn_scalar"] = "",
        ["attn_logit_softcapping"] = "",
        ["final_logit_softcapping"] = "",
        ["router_logit_softcapping"] = "",
        ["logit_scale"] = "1",
        ["logits_scaling"] = "1",
        ["embedding_multiplier"] = "1",
        ["residual_multiplier"] = "1",
        ["scale_emb"] = "1",
        ["scale_depth"] = "",
        ["dim_model_base"] = "",
        ["swiglu_limit"] = "",
        ["use_parallel_residual"] = "",
        ["parallel_attn"] = "",
        ["index_topk"] = "",
        ["index_n_heads"] = "",
        ["routed_scaling_factor"] = "1",
        ["norm_topk_prob"] = "",
        ["scoring_func"] = "\"softmax\"",
        ["topk_method"] = "\"greedy\"",
        ["n_group"] = "1",
        ["topk_group"] = "1",
        ["num_expert_group"] = "1",
        ["use_grouped_topk"] = "",
        ["moe_router_topk_scaling_factor"] = "1",
        ["moe_router_enable_expert_bias"] = "",
        ["use_expert_bias"] = "",
        ["zero_expert_num"] = "0",
        ["num_zero_experts"] = "0",
        ["quantization"] = "",
        ["compression_config"] = "",
        ["pruned_heads"] = "",
        ["adapters"] = "",
        ["text_config"] = "",
        ["is_encoder_decoder"] = "",
        ["add_cross_attention"] = "",
        ["cross_attention_hidden_size"] = "",
    }.ToFrozenDictionary();

    public static void Check(ConfigReader reader, ConfigFamily family)
    {
        var unknown = new List<string>();
        foreach (var field in reader.Unread)
        {
            if (Changing.TryGetValue(field.Name, out var neutral))
            {
                reader.Only(field.Name, neutral.Length > 0 ? neutral : "null or false", IsOff(field.Value, neutral));
            }
            else if (!Harmless.Contains(field.Name))
            {
                unknown.Add(ErrorText.Name(field.Name));
            }
        }

        if (unknown.Count > 0)
        {
            reader.Notices.Add(
                $"{reader.Path}: has keys that this kit does not know and leaves out: {string.Join(", ", unknown)}"
            );
        }

        if (reader.Defaults.Count > 0)
        {
            reader.Notices.Add(
                $"{reader.Path}: leaves out values that change every number; the defaults of {family.Name} are taken: {string.Join(", ", reader.Defaults)}"
            );
        }
    }

    private static bool IsOff(JsonElement value, string neutral) =>
        value.ValueKind switch
        {
            JsonValueKind.False => true,
            JsonValueKind.Array => value.GetArrayLength() == 0,
            JsonValueKind.Object => !value.EnumerateObject().Any(),
            JsonValueKind.Number => neutral.Length > 0
                && value.TryGetDouble(out var number)
                && neutral == number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => value.GetRawText() == neutral,
        };

    private static FrozenSet<string> Words(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
}
