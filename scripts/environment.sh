# Shared by the set-up scripts (sourced, not run): a virtual environment that is made once and survives interruption.
# PYTHON names the interpreter (default python3); Python 3.11 or newer with the module venv is all that is needed.

PYTHON="${PYTHON:-python3}"
export PIP_DISABLE_PIP_VERSION_CHECK=1

fail() { # fail ENGLISH CHINESE: say it in both languages and stop
    printf '%s\n%s\n' "$1" "$2" >&2
    exit 1
}

check_python() { # stops with a clear sentence where the interpreter is missing, too old, or cannot make environments
    command -v "$PYTHON" >/dev/null 2>&1 ||
        fail "$PYTHON was not found: install Python 3.11 or newer, or name it with PYTHON=…" \
            "找不到 $PYTHON：请安装 Python 3.11 或更高版本，或用 PYTHON=… 指定。"
    "$PYTHON" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "$PYTHON is $("$PYTHON" --version), but Python 3.11 or newer is needed; name another with PYTHON=…" \
            "$PYTHON 的版本是 $("$PYTHON" --version)，需要 Python 3.11 或更高版本；可用 PYTHON=… 指定。"
    "$PYTHON" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "$PYTHON cannot make virtual environments: run 'apt-get install python3-venv' and try again." \
            "$PYTHON 无法创建虚拟环境：请先运行 apt-get install python3-venv，再重试。"
}

make_environment() { # make_environment FOLDER: an environment whose pip works; a half-made or broken one is made anew
    if ! "$1/bin/python" -m pip --version >/dev/null 2>&1; then
        check_python
        echo "Making the environment $1 with $("$PYTHON" --version)"
        "$PYTHON" -m venv --clear "$1"
    fi
}

up_to_date() { # up_to_date STAMP KEY: whether the stamp, written last by a finished set-up, holds this key
    [[ -f "$1" && "$(<"$1")" == "$2" ]]
}

separate_environment() { # separate_environment FOLDER PACKAGE …: packages of a benchmark, apart from the product's environment
    local environment="$1" stamp="$1/.installed"
    shift
    if up_to_date "$stamp" "$*" && "$environment/bin/python" -c '' 2>/dev/null; then
        return
    fi
    mkdir -p "$(dirname "$environment")"
    make_environment "$environment"
    echo "Installing $* in $environment"
    rm -f "$stamp"
    "$environment/bin/python" -m pip install --quiet "$@"
    echo "$*" >"$stamp"
}
