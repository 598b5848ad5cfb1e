#!/usr/bin/env bash
# Does the suite notice? Plants one fault at a time, each of one line, in a copy of the sources, builds, and runs the part of
# the suite that must turn red. Prints red or green for each, and which tests turned red; ends with 1 if a fault went unnoticed.
#
#   DigitModel.Tests/planted-faults.sh            all faults, some two minutes each
#   DigitModel.Tests/planted-faults.sh 2 9        only these
#   FILTER= DigitModel.Tests/planted-faults.sh 3  the whole suite instead of a part of it
set -uo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

# Name | file | the line as it is (the one place it occurs at) | the line with its fault | tests that must turn red.
faults=(
    'strides swapped|DigitModel/Kernels/Convolution.cs|RowA = geometry.StrideX \* geometry.InputChannels,|RowA = geometry.StrideY * geometry.InputChannels,|Kernels'
    'bias of dense layers dropped|DigitModel/Kernels/DenseLayerKernel.cs|bias == null ? null : bias + column, accumulate: false);|null, accumulate: false);|Kernels'
    'confusion matrix off by one|DigitModel/Evaluation/ConfusionMatrix.cs|counts\[(i \* numberOfClasses) + j\];|counts[(i * numberOfClasses) + Math.Max(0, j - 1)];|Evaluation'
    'softmax without the largest logit|DigitModel/Kernels/SoftmaxCrossEntropy.cs|MathF.Exp(logits\[i\] - largest);|MathF.Exp(logits[i]);|Kernels'
    'wrong polarity|DigitModel/Pictures/Normalization/PolarityVote.cs|Score(plane) >= 0;|Score(plane) < 0;|Pictures'
    'label smoothing over the other classes|DigitModel/Kernels/SoftmaxCrossEntropy.cs|smoothing / logits.Length;|smoothing / (logits.Length - 1);|Kernels'
    'no correction of Adam'"'"'s mean|DigitModel/Training/Adam.cs|1 - Math.Pow(options.Beta1, Steps);|1;|Training'
    'batch norm divides by n - 1|DigitModel/Network/Layers/BatchNormLayer.cs|1 / Math.Sqrt(variance + Epsilon);|1 / Math.Sqrt(unbiased + Epsilon);|Network'
    'threshold reversed|DigitModel/Prediction/PredictionEngine.cs|new(scores, digitScore, digitScore >= DigitThreshold);|new(scores, digitScore, digitScore < DigitThreshold);|Prediction'
    'CSV one column further|DigitModel/Data/KaggleCsvReader.cs|pixels\[pixel++\] = value;|pixels[Math.Min(++pixel, 783)] = value;|Data'
)

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
git ls-files -z --cached --others --exclude-standard | tar --null -T - -cf - --ignore-failed-read 2>/dev/null | tar -xf - -C "$copy"
log=$copy/log
unnoticed=0

# Runs the tests of one room, or of several separated by blanks.
test_suite() {
    local filter
    filter=$(printf '|FullyQualifiedName~DigitModel.Tests.%s.' $1)
    filter=${FILTER-${filter:1}}
    (cd "$copy" && dotnet test -c Release DigitModel.Tests ${filter:+--filter "$filter"} >"$log" 2>&1)
}

chosen=()
for number in $(seq 1 ${#faults[@]}); do
    if [ $# -eq 0 ] || [[ " $* " == *" $number "* ]]; then
        chosen+=("$number")
    fi
done

# A suite that is red without a fault would notice everything.
rooms=$(for number in "${chosen[@]}"; do echo "${faults[number - 1]##*|}"; done | sort -u | tr '\n' ' ')
if ! test_suite "$rooms"; then
    echo "red without any fault:"
    grep -m10 -E 'error|Failed' "$log"
    exit 1
fi
echo "green without any fault ($(grep -oE 'Passed: +[0-9]+' "$log" | grep -oE '[0-9]+' | tail -1) passed: $rooms)"

for number in "${chosen[@]}"; do
    IFS='|' read -r name file old new tests <<<"${faults[number - 1]}"
    if [ "$(grep -c -- "$old" "$file")" -ne 1 ]; then
        echo "$number $name: the line to change is not to be found once in $file"
        unnoticed=$((unnoticed + 1))
        continue
    fi
    # The separator must be in neither line; & stands for itself.
    sed -i "s~$old~${new//&/\\&}~" "$copy/$file"
    test_suite "$tests"
    code=$?
    failed=$(grep -oE 'Failed: +[0-9]+' "$log" | grep -oE '[0-9]+' | tail -1)
    if [ $code -ne 0 ] && [ -n "$failed" ]; then
        echo "$number $name: red ($failed failed, $tests)"
        grep -oE '^ +Failed DigitModel\.Tests\.[A-Za-z0-9_.]+' "$log" | sed 's/.*DigitModel\.Tests\./     /' | sort | uniq -c
    elif [ $code -ne 0 ]; then
        echo "$number $name: does not build"
        grep -m3 'error' "$log"
        unnoticed=$((unnoticed + 1))
    else
        echo "$number $name: GREEN ($tests)"
        unnoticed=$((unnoticed + 1))
    fi
    cp "$file" "$copy/$file"
done
[ $unnoticed -eq 0 ]
