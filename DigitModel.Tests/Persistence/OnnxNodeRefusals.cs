namespace MlNetDigits.Tests.Persistence;

/// <summary>Tests of the ONNX project, version 1.12, that ask for what our layers can't do, and how that is told.</summary>
internal static class OnnxNodeRefusals
{
    /// <summary>How many of its tests pass.</summary>
    public const int Passed = 73;

    public static IReadOnlyList<(string Reason, string Tests)> All { get; } =
    [
        ("but windows over an image's edge are not supported",
            "node/test_averagepool_2d_ceil node/test_averagepool_2d_pads node/test_averagepool_2d_pads_count_include_pad "
            + "node/test_averagepool_2d_precomputed_pads node/test_averagepool_2d_precomputed_pads_count_include_pad "
            + "node/test_averagepool_2d_precomputed_same_upper node/test_averagepool_2d_same_lower node/test_averagepool_2d_same_upper "
            + "node/test_maxpool_2d_ceil node/test_maxpool_2d_pads node/test_maxpool_2d_precomputed_pads "
            + "node/test_maxpool_2d_precomputed_same_upper node/test_maxpool_2d_same_lower node/test_maxpool_2d_same_upper "
            + "pytorch-converted/test_MaxPool2d"),
        ("has dilations [", "node/test_maxpool_2d_dilations pytorch-converted/test_MaxPool2d_stride_padding_dilation"),

        // Numbers of their own for each image of the batch.
        ("takes a constant of [3, 4, 5], which does not fit an image's [4, 5]", "node/test_add node/test_div node/test_mul node/test_sub"),
        ("has biases of [3, 4], expected [4]", "node/test_gemm_default_matrix_bias"),

        // Images joined, split or exchanged.
        ("which would merge images, expected 1",
            "node/test_flatten_axis0 node/test_flatten_axis2 node/test_flatten_axis3 node/test_flatten_negative_axis1 "
            + "node/test_flatten_negative_axis2 node/test_flatten_negative_axis4"),
        ("has transA 1, expected 0", "node/test_gemm_all_attributes node/test_gemm_transposeA"),
        ("each image must stay one image with as many numbers",
            "node/test_reshape_negative_extended_dims node/test_reshape_one_dim node/test_reshape_reordered_all_dims node/test_unsqueeze_axis_0"),
        ("has allowzero 1, expected 0", "node/test_reshape_allowzero_reordered"),
        ("removes the axis of images", "node/test_squeeze"),
        ("moves the axis of images",
            "node/test_transpose_all_permutations_2 node/test_transpose_all_permutations_3 node/test_transpose_all_permutations_4 "
            + "node/test_transpose_all_permutations_5 node/test_transpose_default"),

        // Probabilities of something else than classes.
        (" of 3, expected the last of [images, classes]",
            "node/test_logsoftmax_axis_0 node/test_logsoftmax_axis_1 node/test_logsoftmax_axis_2 node/test_logsoftmax_default_axis "
            + "node/test_logsoftmax_negative_axis node/test_softmax_axis_0 node/test_softmax_axis_1 node/test_softmax_axis_2 "
            + "node/test_softmax_default_axis node/test_softmax_negative_axis"),

        // No axis of images at all, or no tensor.
        ("expected floats [images, …] of fixed size",
            "node/test_div_example node/test_dropout_default_old node/test_identity_opt node/test_identity_sequence node/test_mean_example "
            + "node/test_mean_one_input node/test_mean_two_inputs node/test_mul_example node/test_sub_example node/test_sum_example "
            + "node/test_sum_one_input node/test_sum_two_inputs"),

        // Outputs that only training wants.
        ("outputs, expected one of each",
            "node/test_batchnorm_epsilon_training_mode node/test_batchnorm_example_training_mode node/test_dropout_default_mask "
            + "node/test_dropout_default_mask_ratio"),
    ];
}
